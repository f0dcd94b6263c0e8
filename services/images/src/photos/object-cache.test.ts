import { describe, expect, it } from 'vitest';

import { ObjectCache } from './object-cache.ts';

function storageOf(sizeBytes: number) {
  const reads: string[] = [];
  const get = async (name: string): Promise<Buffer | undefined> => {
    reads.push(name);
    return name === 'none' ? undefined : Buffer.alloc(sizeBytes);
  };
  return { reads, get };
}

describe('ObjectCache', () => {
  it('reads once what is asked for often, also at the same time', async () => {
    const storage = storageOf(10);
    const cache = new ObjectCache(storage, 1_000);
    await Promise.all([cache.get('a'), cache.get('a')]);
    await cache.get('a');
    expect(storage.reads).toEqual(['a']);
  });

  it('forgets what was not used for longest, once full', async () => {
    const storage = storageOf(100);
    const cache = new ObjectCache(storage, 800);
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'a', 'i']) await cache.get(name);
    storage.reads.length = 0;
    await cache.get('a');
    await cache.get('b');
    expect(storage.reads).toEqual(['b']);
  });

  it('keeps neither large objects nor absence', async () => {
    const storage = storageOf(101);
    const cache = new ObjectCache(storage, 800);
    for (const name of ['a', 'a', 'none', 'none']) await cache.get(name);
    expect(storage.reads).toEqual(['a', 'a', 'none', 'none']);
  });
});
