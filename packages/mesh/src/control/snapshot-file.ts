/**
 * The last snapshot on disk, so that a restarted mesh serves at once. Written whole or not at all: temporary file,
 * fsync, rename, fsync of the directory.
 */
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode, messageOf, NinesError } from '@nines/kernel';
import type { MeshSnapshot } from '../snapshot.ts';
import { decodeSnapshot } from './snapshot-decoder.ts';

const FILE_NAME = 'snapshot.json';

/** What was found at start. */
export interface LoadedSnapshot {
  readonly snapshot?: MeshSnapshot;
  /** The file could not be used and was set aside. */
  readonly error?: NinesError;
}

export class SnapshotFile {
  readonly #path: string;
  readonly #directory: string;
  #last: Promise<void> = Promise.resolve();
  /** Of what is on disk; 0 where there is nothing usable. */
  #savedVersion = 0;

  /** @param directory exists and is writable */
  constructor(directory: string) {
    this.#directory = directory;
    this.#path = join(directory, FILE_NAME);
  }

  /** Reads what is there. A file that is no snapshot is renamed to `snapshot.json.corrupt` and reported. */
  async load(): Promise<LoadedSnapshot> {
    let text: string;
    try {
      text = await readFile(this.#path, 'utf8');
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return {};
      return { error: this.#unreadable(error, this.#path) };
    }
    try {
      const snapshot = decodeSnapshot(JSON.parse(text));
      this.#savedVersion = snapshot.version;
      return { snapshot };
    } catch (error) {
      const aside = `${this.#path}.corrupt`;
      await rename(this.#path, aside).catch(() => undefined);
      return { error: this.#unreadable(error, aside) };
    }
  }

  /**
   * Sees to it that `snapshot`, or a newer one, is on disk. Writes one after the other, in the order of the calls.
   *
   * @throws NinesError `MESH_SNAPSHOT_NOT_SAVED`
   */
  async save(snapshot: MeshSnapshot): Promise<void> {
    const saved = this.#last.then(() => this.#write(snapshot));
    this.#last = saved.catch(() => undefined);
    await saved;
  }

  async #write(snapshot: MeshSnapshot): Promise<void> {
    if (snapshot.version <= this.#savedVersion) return;
    // While one process takes over from another, both write.
    const temporary = `${this.#path}.${process.pid}.new`;
    try {
      const file = await open(temporary, 'w', 0o600);
      try {
        await file.writeFile(JSON.stringify(snapshot));
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, this.#path);
      const directory = await open(this.#directory, 'r');
      await directory.sync().finally(() => directory.close());
      this.#savedVersion = snapshot.version;
    } catch (error) {
      throw new NinesError('MESH_SNAPSHOT_NOT_SAVED', `${this.#path} could not be written: ${messageOf(error)}`, {
        details: { path: this.#path },
        cause: error,
      });
    }
  }

  #unreadable(error: unknown, path: string): NinesError {
    return new NinesError('MESH_SNAPSHOT_UNREADABLE', `The saved snapshot ${path} is not usable: ${messageOf(error)}`, {
      details: { path },
      cause: error,
    });
  }
}
