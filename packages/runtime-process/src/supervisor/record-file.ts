/** Supervision's record on disk. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hasCode, messageOf } from '@nines/kernel';
import type { SupervisionRecord } from '../core/model.ts';

/**
 * Not synced to the medium: it has to outlive the supervisor, not the machine. After a power cut no process is left
 * that it could tell of.
 */
export class RecordFile {
  readonly #file: string;
  readonly #bootId: string;
  readonly #onTrouble: (message: string, facts: Readonly<Record<string, unknown>>) => void;
  #last = '';

  constructor(
    file: string,
    bootId: string,
    onTrouble: (message: string, facts: Readonly<Record<string, unknown>>) => void,
  ) {
    this.#file = file;
    this.#bootId = bootId;
    this.#onTrouble = onTrouble;
  }

  /** Undefined where there is none, or none of this run of the machine: its times would mean nothing. */
  read(): SupervisionRecord | undefined {
    try {
      const { bootId, record } = JSON.parse(readFileSync(this.#file, 'utf8')) as {
        bootId: string;
        record: SupervisionRecord;
      };
      return bootId === this.#bootId ? record : undefined;
    } catch (error) {
      if (!hasCode(error, 'ENOENT'))
        this.#onTrouble('record of supervision is unreadable', { reason: messageOf(error) });
      return undefined;
    }
  }

  /** Nothing is left to go on from. */
  remove(): void {
    rmSync(this.#file, { force: true });
  }

  /** A full disk must not stop supervision: it is reported, and the next change tries again. */
  write(record: SupervisionRecord): void {
    const text = JSON.stringify({ bootId: this.#bootId, record });
    if (text === this.#last) return;
    try {
      writeFileSync(`${this.#file}.new`, text, { mode: 0o600 });
      renameSync(`${this.#file}.new`, this.#file);
      this.#last = text;
    } catch (error) {
      this.#onTrouble('record of supervision was not written', { reason: messageOf(error) });
    }
  }
}
