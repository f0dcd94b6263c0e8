/** What every object storage must do; run against each driver. For tests only. */
import { describe, expect, it } from 'vitest';

import type { ObjectStorage } from './object-storage.ts';

/** Registers the suite. `create` gives an empty storage. */
export function describeObjectStorage(driver: string, create: () => Promise<ObjectStorage>): void {
  describe(`${driver} as object storage`, () => {
    it('gives back what was put, byte by byte', async () => {
      const storage = await create();
      const content = Uint8Array.from({ length: 70_000 }, (_, index) => index % 251);
      await storage.put('a1.webp', content);
      expect(Buffer.compare((await storage.get('a1.webp')) ?? Buffer.alloc(0), content)).toBe(0);
      await expect(storage.exists('a1.webp')).resolves.toBe(true);
    });

    it('holds empty objects', async () => {
      const storage = await create();
      await storage.put('empty', new Uint8Array());
      await expect(storage.get('empty')).resolves.toHaveLength(0);
    });

    it('has nothing where nothing was put', async () => {
      const storage = await create();
      await expect(storage.get('none')).resolves.toBeUndefined();
      await expect(storage.exists('none')).resolves.toBe(false);
      await expect(storage.delete('none')).resolves.toBeUndefined();
    });

    it('forgets what was deleted', async () => {
      const storage = await create();
      await storage.put('gone', Buffer.from('x'));
      await storage.delete('gone');
      await expect(storage.get('gone')).resolves.toBeUndefined();
    });

    it('shows readers a whole object while writers replace it', async () => {
      const storage = await create();
      const versions = [1, 2, 3, 4].map((fill) => Buffer.alloc(50_000, fill));
      await storage.put('busy', Buffer.alloc(50_000, 1));
      const writes = versions.map((content) => storage.put('busy', content));
      const reads = Array.from({ length: 20 }, () => storage.get('busy'));
      for (const content of await Promise.all(reads)) {
        expect(content).toHaveLength(50_000);
        expect(new Set(content).size).toBe(1);
      }
      await Promise.all(writes);
    });

    it.each(['', '.', '..', '../x', 'a/b', '/etc/passwd', 'a\0b', 'A', 'a'.repeat(129), 'a..b', '.hidden', 'x.'])(
      'refuses the name %j',
      async (name) => {
        const storage = await create();
        await expect(storage.put(name, Buffer.from('x'))).rejects.toBeInstanceOf(RangeError);
        await expect(storage.get(name)).rejects.toBeInstanceOf(RangeError);
        await expect(storage.exists(name)).rejects.toBeInstanceOf(RangeError);
        await expect(storage.delete(name)).rejects.toBeInstanceOf(RangeError);
      },
    );
  });
}
