/** The catalog that was applied last, kept for a supervisor that comes after this one. */
import { rmSync } from 'node:fs';
import type { Catalog } from '@nines/catalog';
import { readJson, writeJsonAtomically } from '../state-directory/write-atomically.ts';

interface Desired {
  readonly bootId: string;
  readonly catalog: Catalog;
}

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
  read(): Catalog | undefined {
    const desired = readJson(this.#file) as Desired | undefined;
    return desired?.bootId === this.#bootId ? desired.catalog : undefined;
  }

  /** @throws NinesError `STATE_UNWRITABLE`, `STATE_DISK_FULL` */
  write(catalog: Catalog): void {
    writeJsonAtomically(this.#file, { bootId: this.#bootId, catalog } satisfies Desired);
  }

  /** Nothing is to be running any more. */
  remove(): void {
    rmSync(this.#file, { force: true });
  }
}
