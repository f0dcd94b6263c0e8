/** Objects as files, fanned out over 256 directories. Several processes may share the root. */
import { randomUUID } from 'node:crypto';
import { access, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';

import { assertObjectName, type ObjectStorage } from './object-storage.ts';

export class DirectoryStorage implements ObjectStorage {
  readonly #root: string;

  /** @param root made on first use, with its parents */
  constructor(root: string) {
    this.#root = path.resolve(root);
  }

  async put(name: string, content: Uint8Array): Promise<void> {
    const target = this.#pathOf(name);
    const temporary = `${target}.${randomUUID()}.tmp`;
    await mkdir(path.dirname(target), { recursive: true });
    try {
      const file = await open(temporary, 'wx', 0o640);
      try {
        await file.writeFile(content);
        await file.sync(); // on disk before the name exists, or a power cut leaves an empty photo
      } finally {
        await file.close();
      }
      await rename(temporary, target);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }

  async get(name: string): Promise<Buffer | undefined> {
    return absentAs(undefined, readFile(this.#pathOf(name)));
  }

  async delete(name: string): Promise<void> {
    await rm(this.#pathOf(name), { force: true });
  }

  async exists(name: string): Promise<boolean> {
    const found = access(this.#pathOf(name)).then(() => true);
    return absentAs(false, found);
  }

  #pathOf(name: string): string {
    assertObjectName(name);
    return path.join(this.#root, name.slice(0, 2), name);
  }
}

async function absentAs<TResult, TAbsent>(absent: TAbsent, result: Promise<TResult>): Promise<TResult | TAbsent> {
  try {
    return await result;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return absent;
    throw error;
  }
}
