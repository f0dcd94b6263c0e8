import { describe, expect, it } from 'vitest';
import { batches } from './batches.ts';

async function* items(...groups: readonly (readonly number[])[]): AsyncGenerator<number> {
  for (const group of groups) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    yield* group;
  }
}

describe('batches', () => {
  it('take what came together, and wait for nothing else', async () => {
    const taken: (readonly number[])[] = [];
    for await (const batch of batches(items([1, 2, 3], [4], [5, 6]), 10)) taken.push(batch);
    expect(taken).toEqual([[1, 2, 3], [4], [5, 6]]);
  });

  it('have a largest size', async () => {
    const taken: (readonly number[])[] = [];
    for await (const batch of batches(items([1, 2, 3, 4, 5]), 2)) taken.push(batch);
    expect(taken).toEqual([[1, 2], [3, 4], [5]]);
  });

  it('can be left although the source is silent', async () => {
    async function* silent(): AsyncGenerator<number> {
      yield 1;
      await new Promise(() => undefined);
    }
    for await (const batch of batches(silent(), 10)) {
      expect(batch).toEqual([1]);
      break;
    }
  });

  it('fail as the source does, after what it gave', async () => {
    async function* failing(): AsyncGenerator<number> {
      yield 1;
      throw new Error('broken off');
    }
    const iterator = batches(failing(), 10);
    expect(await iterator.next()).toEqual({ done: false, value: [1] });
    await expect(iterator.next()).rejects.toThrow('broken off');
  });
});
