/**
 * A backup as lines of JSON: what it is, one line for each row, and at the end how many rows and the checksum of every
 * line before. What is cut off or changed is found before anything of it takes effect.
 */
import { createHash } from 'node:crypto';
import { NinesError } from '@nines/kernel';
import { KEPT_TABLES } from './backup-tables.ts';
import type { KeptTable } from './backup-tables.ts';

/** Of the form of the lines, not of what the tables are like: those tell by `migrations`. */
export const BACKUP_FORMAT = 1;

export interface BackupHeader {
  /** The form of the lines. */
  readonly format: number;
  /** ISO 8601 UTC. All rows are as they were then. */
  readonly takenAt: string;
  /** Steps of the schema that had been taken. */
  readonly migrations: readonly string[];
  readonly columns: Readonly<Record<string, readonly string[]>>;
  /** Of whoever took it, for whoever restores it. */
  readonly about: Readonly<Record<string, unknown>>;
}

export type BackupCounts = Readonly<Record<string, number>>;

const MARK = '{"nines":"backup","header":';

/** Makes the lines. Each ends with a line feed. */
export class BackupWriter {
  readonly #hash = createHash('sha256');
  readonly #counts: Record<string, number> = {};

  get counts(): BackupCounts {
    return this.#counts;
  }

  header(header: BackupHeader): string {
    return this.#line(`${MARK}${JSON.stringify(header)}}`);
  }

  /** @param rows - each JSON in one line */
  rows(table: KeptTable, rows: readonly string[]): string {
    this.#counts[table] = (this.#counts[table] ?? 0) + rows.length;
    return rows.map((row) => this.#line(`["${table}",${row}]`)).join('');
  }

  /** Nothing may follow. */
  end(): string {
    return `${JSON.stringify({ end: true, rows: this.#counts, sha256: this.#hash.digest('hex') })}\n`;
  }

  #line(line: string): string {
    const text = `${line}\n`;
    this.#hash.update(text);
    return text;
  }
}

export interface BackupRow {
  readonly table: KeptTable;
  /** JSON. */
  readonly row: string;
}

/**
 * Reads the lines; rows are of use only if it ends without an error.
 *
 * @throws NinesError `BACKUP_DAMAGED`; `BACKUP_NEWER` where it is of a form that is not known here
 */
export async function* readBackup(lines: AsyncIterable<string>): AsyncGenerator<BackupHeader | BackupRow> {
  const hash = createHash('sha256');
  const counts: Record<string, number> = {};
  let position = 0;
  let end: unknown;
  for await (const line of lines) {
    position += 1;
    if (end !== undefined) throw damaged('something follows after its end');
    if (position === 1) yield readHeader(line);
    else if (line.startsWith('{')) {
      end = parsed(line);
      continue;
    } else {
      const row = readRow(line, position);
      counts[row.table] = (counts[row.table] ?? 0) + 1;
      yield row;
    }
    hash.update(`${line}\n`);
  }
  if (end === undefined) throw damaged('its end is missing');
  const { rows, sha256 } = end as { readonly rows?: unknown; readonly sha256?: unknown };
  if (sha256 !== hash.digest('hex')) throw damaged('its checksum is not that of its content');
  if (JSON.stringify(rows) !== JSON.stringify(counts)) throw damaged('rows are missing');
}

export function isHeader(part: BackupHeader | BackupRow): part is BackupHeader {
  return 'format' in part;
}

function readHeader(line: string): BackupHeader {
  if (!line.startsWith(MARK)) throw damaged('it does not begin as a backup of Nines does');
  const { header } = parsed(line) as { readonly header?: unknown };
  if (!isObject(header) || typeof header['format'] !== 'number') throw damaged('its header cannot be read');
  const { format } = header;
  if (format !== BACKUP_FORMAT) {
    throw new NinesError('BACKUP_NEWER', `The backup is of form ${format}, which this version of Nines does not read`);
  }
  const { takenAt, migrations, columns, about } = header;
  if (!isTime(takenAt) || !isTexts(migrations) || !isObject(about)) throw damaged('its header is not whole');
  if (!isObject(columns) || !Object.values(columns).every(isTexts)) throw damaged('its header is not whole');
  return { format, takenAt, migrations, columns: columns as BackupHeader['columns'], about };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}

/** As `BackupHeader` says it, in years that databases know. */
function isTime(value: unknown): value is string {
  if (typeof value !== 'string' || !/^[1-9]\d{3}-.*Z$/.test(value)) return false;
  const time = new Date(value);
  return !Number.isNaN(time.getTime()) && time.toISOString() === value;
}

function readRow(line: string, position: number): BackupRow {
  const table = KEPT_TABLES.find((name) => line.startsWith(`["${name}",{`));
  if (table === undefined || !line.endsWith('}]')) throw damaged(`line ${position} is no row`);
  return { table, row: line.slice(table.length + 4, -1) };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw damaged('it cannot be read', cause);
  }
}

function damaged(what: string, cause?: unknown): NinesError {
  return new NinesError('BACKUP_DAMAGED', `The backup is damaged: ${what}. Nothing was changed; take another one`, {
    cause,
  });
}
