/**
 * Versions of programs that were asked once. An answer holds for as long as the file is the same: size and time of
 * change (ctime), which unlike the time of modification nobody can set.
 */
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** By which a file is known to be the same. */
export interface Fingerprint {
  readonly sizeBytes: number;
  readonly changedAtMs: number;
}

interface Remembered extends Fingerprint {
  readonly version: string;
}

export class VersionMemory {
  readonly #file: string;
  readonly #entries: Map<string, Remembered>;
  #changed = false;

  private constructor(file: string, entries: Map<string, Remembered>) {
    this.#file = file;
    this.#entries = entries;
  }

  /** Reads what is remembered. A file that is missing or damaged is as good as empty. */
  static async load(file: string): Promise<VersionMemory> {
    const text = await readFile(file, 'utf8').catch(() => '{}');
    return new VersionMemory(file, entriesIn(text));
  }

  recall(path: string, { sizeBytes, changedAtMs }: Fingerprint): string | undefined {
    const entry = this.#entries.get(path);
    return entry?.sizeBytes === sizeBytes && entry.changedAtMs === changedAtMs ? entry.version : undefined;
  }

  remember(path: string, fingerprint: Fingerprint, version: string): void {
    this.#entries.set(path, { ...fingerprint, version });
    this.#changed = true;
  }

  /** For a file that was moved away. */
  forget(path: string): void {
    this.#entries.delete(path);
  }

  /** Writes what is new, in one piece. What cannot be written is asked again next time: no reason to fail. */
  async save(): Promise<void> {
    if (!this.#changed) return;
    const temporary = `${this.#file}.${process.pid}.${process.hrtime.bigint()}.tmp`;
    try {
      await mkdir(dirname(this.#file), { recursive: true });
      const handle = await open(temporary, 'wx');
      try {
        await handle.writeFile(`${JSON.stringify(Object.fromEntries(this.#entries))}\n`);
      } finally {
        await handle.close();
      }
      await rename(temporary, this.#file);
      this.#changed = false;
    } catch {
      await rm(temporary, { force: true }).catch(() => undefined);
    }
  }
}

function entriesIn(text: string): Map<string, Remembered> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return new Map();
    return new Map(Object.entries(value).filter((entry): entry is [string, Remembered] => isRemembered(entry[1])));
  } catch {
    return new Map();
  }
}

function isRemembered(value: unknown): value is Remembered {
  if (typeof value !== 'object' || value === null) return false;
  const { sizeBytes, changedAtMs, version } = value as Partial<Record<keyof Remembered, unknown>>;
  return typeof sizeBytes === 'number' && typeof changedAtMs === 'number' && typeof version === 'string';
}
