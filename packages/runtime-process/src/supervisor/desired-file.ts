/** The catalog that was applied last, kept for a supervisor that comes after this one. */
import { rmSync } from 'node:fs';
import type { Catalog } from '@nines/catalog';
import { readJson, writeJsonAtomically } from '../state-directory/write-atomically.ts';

export interface Desired {
  readonly catalog: Catalog;
  /** What its instances inherit: another shell that a later supervisor is started from must not change them. */
  readonly baseEnvironment: Readonly<Record<string, string>>;
  /** Absolute paths of programs that somebody else made, by name. Absent in files of earlier versions. */
  readonly tools?: Readonly<Record<string, string>>;
}

type KeptDesired = Desired & { readonly bootId: string };

export class DesiredFile {
  readonly #file: string;
  readonly #bootId: string;

  constructor(file: string, bootId: string) {
    this.#file = file;
    this.#bootId = bootId;
  }

  /**
   * Undefined where nothing is to be running: nothing was applied, or the machine was restarted since.
   *
   * @throws NinesError `STATE_CORRUPT`
   */
  read(): Desired | undefined {
    const desired = readJson(this.#file) as KeptDesired | undefined;
    return desired?.bootId === this.#bootId ? desired : undefined;
  }

  /** @throws NinesError `STATE_UNWRITABLE`, `STATE_DISK_FULL` */
  write(desired: Desired): void {
    writeJsonAtomically(this.#file, { ...desired, bootId: this.#bootId } satisfies KeptDesired);
  }

  /** Nothing is to be running any more. */
  remove(): void {
    rmSync(this.#file, { force: true });
  }
}
