/** The catalog that was applied last, kept for a supervisor that comes after this one. */
import type { Catalog } from '@nines/catalog';
import { readJson, writeJsonAtomically } from '../state-directory/write-atomically.ts';

export class DesiredFile {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** @throws NinesError `STATE_CORRUPT` */
  read(): Catalog | undefined {
    return readJson(this.#file) as Catalog | undefined;
  }

  /** @throws NinesError `STATE_UNWRITABLE`, `STATE_DISK_FULL` */
  write(catalog: Catalog): void {
    writeJsonAtomically(this.#file, catalog);
  }
}
