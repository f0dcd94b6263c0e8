/**
 * Puts a backup in the place of the state, all or nothing.
 *
 * What was told stays told: messages that were done with by now are not sent again, though they wait in the backup. And
 * numbers that were given since are not given again: those of incidents stand in chats, those of events in the hands of
 * readers. Whoever decides about incidents finds a revision that is new to him, and loads everything anew.
 */
import { messageOf, NinesError } from '@nines/kernel';
import { sql } from 'kysely';
import { nameCorrelations } from '../schema/0006-correlations.ts';
import { appliedMigrations } from '../schema/migrate.ts';
import { SCHEMA } from '../schema/tables.ts';
import type { StoreDatabase } from '../schema/tables.ts';
import { columnsOf } from './back-up.ts';
import { isHeader, readBackup } from './backup-lines.ts';
import type { BackupCounts, BackupHeader, BackupRow } from './backup-lines.ts';
import { EMPTIED_TABLES, KEPT_TABLES, NUMBERED_COLUMNS } from './backup-tables.ts';
import type { KeptTable } from './backup-tables.ts';

/** Rows of one statement, and about how many characters. */
const ROWS = 500;
const CHARACTERS = 1_000_000;

export interface RestoreOptions {
  /** Also in place of what happened after the backup was taken. */
  readonly isForced: boolean;
}

export interface Restored {
  readonly header: BackupHeader;
  readonly rows: BackupCounts;
}

/**
 * For within a transaction.
 *
 * @throws NinesError `BACKUP_DAMAGED`, `BACKUP_NEWER`, `BACKUP_OLDER_THAN_STATE`, `BACKUP_UNFIT`
 */
export async function restore(
  database: StoreDatabase,
  lines: AsyncIterable<string>,
  { isForced }: RestoreOptions,
): Promise<Restored> {
  const parts = readBackup(lines);
  const first = await parts.next();
  if (first.done === true || !isHeader(first.value)) {
    throw new NinesError('BACKUP_DAMAGED', 'The backup is damaged: it is empty. Nothing was changed');
  }
  const header = first.value;
  await requireKnown(database, header);
  await sql`lock table ${tables(KEPT_TABLES)} in access exclusive mode`.execute(database);
  if (!isForced) await requireNothingNewer(database, header);
  await remember(database);
  await sql`truncate ${tables([...KEPT_TABLES, ...EMPTIED_TABLES])}`.execute(database);
  const rows = await insertAll(database, parts, header);
  await nameCorrelations(database); // of the backup's platforms alone
  await carryOver(database);
  return { header, rows };
}

async function requireKnown(database: StoreDatabase, { migrations }: BackupHeader): Promise<void> {
  const known = await appliedMigrations(database);
  const unknown = migrations.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new NinesError(
    'BACKUP_NEWER',
    `The backup is of a newer version of Nines (${unknown.join(', ')}); restore it with that version or a later one`,
    { details: { unknown } },
  );
}

/** Changes of users, of their passwords, and of tokens: undone, who was shut out gets in again. */
const ACCOUNT_ROUTES = ' /api/v1/(users|tokens|session/link)(/|$)';

/** What machines do goes on all the time; what was decided or done by people would be lost. */
async function requireNothingNewer(database: StoreDatabase, { takenAt }: BackupHeader): Promise<void> {
  const { rows } = await sql<{ decisions: string; accounts: string; newest: Date }>`
    select count(*) filter (where type <> 'audit.changed') as decisions,
      count(*) filter (where type = 'audit.changed') as accounts, max(recorded_at) as newest
    from nines.events
    where recorded_at > ${takenAt}::timestamptz and (type ~ '^(incident|budget|slo)[.]'
      or type = 'audit.changed' and data->>'route' ~ ${ACCOUNT_ROUTES})`.execute(database);
  const [decisions, accounts] = [Number(rows[0]?.decisions ?? 0), Number(rows[0]?.accounts ?? 0)];
  if (decisions + accounts === 0) return;
  const lost = [
    ...(decisions === 0 ? [] : [`${decisions} decisions about incidents and budgets`]),
    ...(accounts === 0 ? [] : [`${accounts} changes of users and tokens, also their revocations,`]),
  ];
  throw new NinesError(
    'BACKUP_OLDER_THAN_STATE',
    `The backup of ${takenAt} is older than the state: ${lost.join(' and ')} would be undone, the last of ` +
      `${rows[0]?.newest.toISOString()}. Take a backup of them first; --force restores all the same`,
    { details: { takenAt, count: decisions + accounts } },
  );
}

async function remember(database: StoreDatabase): Promise<void> {
  await sql`
    create temporary table done_messages on commit drop as
    select platform, key, state, attempts, sent_at, failure from nines.outbox
    where state not in ('pending', 'sending')`.execute(database);
  await sql`
    create temporary table given_revisions on commit drop as
    select platform, revision, last_number from nines.incident_revisions`.execute(database);
}

async function insertAll(
  database: StoreDatabase,
  parts: AsyncIterable<BackupHeader | BackupRow>,
  header: BackupHeader,
): Promise<BackupCounts> {
  const present = await columnsOf(database);
  const counts: Record<string, number> = {};
  let batch: BackupRow[] = [];
  let length = 0;
  const flush = async (): Promise<void> => {
    const [first] = batch;
    if (first === undefined) return;
    const columns = (header.columns[first.table] ?? []).filter((column) => present[first.table]?.includes(column));
    await insert(database, first.table, columns, batch);
    counts[first.table] = (counts[first.table] ?? 0) + batch.length;
    batch = [];
    length = 0;
  };
  for await (const part of parts) {
    if (isHeader(part)) continue;
    const isOther = batch[0] !== undefined && batch[0].table !== part.table;
    if (isOther || batch.length >= ROWS || length >= CHARACTERS) await flush();
    batch.push(part);
    length += part.row.length;
  }
  await flush();
  return counts;
}

async function insert(
  database: StoreDatabase,
  table: KeptTable,
  columns: readonly string[],
  rows: readonly BackupRow[],
): Promise<void> {
  const name = sql.table(`${SCHEMA}.${table}`);
  const names = sql.join(columns.map((column) => sql.ref(column)));
  const values = `[${rows.map(({ row }) => row).join(',')}]`;
  try {
    await sql`
      insert into ${name} (${names}) overriding system value
      select ${names} from json_populate_recordset(null::${name}, ${values}::json)`.execute(database);
  } catch (error) {
    // 22 data, 23 integrity, 42 names: of the rows, not of the server.
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!/^(?:22|23|42)/.test(code)) throw error;
    throw new NinesError(
      'BACKUP_UNFIT',
      `Rows of ${table} in the backup do not fit into the database: ${messageOf(error)}`,
      {
        cause: error,
      },
    );
  }
}

async function carryOver(database: StoreDatabase): Promise<void> {
  await sql`
    update nines.outbox as message
    set state = done.state, attempts = done.attempts, sent_at = done.sent_at, failure = done.failure
    from done_messages as done
    where message.platform = done.platform and message.key = done.key`.execute(database);
  await sql`
    insert into nines.incident_revisions as kept (platform, revision, last_number)
    select platform, revision, last_number from given_revisions
    on conflict (platform) do update set
      revision = greatest(kept.revision, excluded.revision),
      last_number = greatest(kept.last_number, excluded.last_number)`.execute(database);
  await sql`update nines.incident_revisions set revision = revision + 1`.execute(database);
  // Whoever delivers now knows other messages by these numbers: it has to acquire the right anew.
  await sql`update nines.outbox_leases set epoch = epoch + 1`.execute(database);
  for (const [table, column] of NUMBERED_COLUMNS) {
    const name = `${SCHEMA}.${table}`;
    await sql`
      select setval(sequence, greatest(
        (select coalesce(max(${sql.ref(column)}), 0) from ${sql.table(name)}),
        (select coalesce(pg_sequence_last_value(sequence), 0))
      ) + 1, false)
      from (select pg_get_serial_sequence(${name}, ${column})::regclass as sequence) as numbered`.execute(database);
  }
}

function tables(names: readonly string[]) {
  return sql.join(names.map((name) => sql.table(`${SCHEMA}.${name}`)));
}
