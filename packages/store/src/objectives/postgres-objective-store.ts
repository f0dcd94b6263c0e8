/** Objectives of one platform on PostgreSQL. */
import type { NewEvent } from '@nines/kernel';
import { sql } from 'kysely';

import { atServer } from '../connection/connection-fault.ts';
import type { ServerAddress } from '../connection/server-address.ts';
import { storableJson, storableText } from '../events/storable-json.ts';
import type { StoreDatabase } from '../schema/tables.ts';
import type { Store } from '../store.ts';
import {
  deleteBlocks,
  numberObjectives,
  type BlockRow,
  selectBins,
  selectBlocks,
  selectNewest,
  upsertBlocks,
} from './block-statements.ts';
import {
  type Bin,
  type Binning,
  BLOCK_MS,
  type BlockRange,
  type ObjectiveBlock,
  type ObjectiveState,
  type ObjectiveStore,
  type StateChange,
} from './objective-store.ts';

export interface PostgresObjectiveStoreOptions {
  readonly database: StoreDatabase;
  readonly address: ServerAddress;
  readonly transaction: Store['transaction'];
  /** Name of the platform whose objectives these are. */
  readonly platform: string;
}

export class PostgresObjectiveStore implements ObjectiveStore {
  readonly #options: PostgresObjectiveStoreOptions;
  readonly #platform: string;

  constructor(options: PostgresObjectiveStoreOptions) {
    this.#options = options;
    this.#platform = storableText(options.platform);
  }

  async writeBlocks(blocks: readonly ObjectiveBlock[]): Promise<void> {
    if (blocks.length === 0) return;
    await this.#options.transaction(async ({ database }) => {
      await numberObjectives(this.#platform, blocks).execute(database);
      await upsertBlocks(this.#platform, blocks).execute(database);
    });
  }

  async newestBlock(beforeMs: number): Promise<number | undefined> {
    const { rows } = await this.#ask((database) => selectNewest(this.#platform, beforeMs).execute(database));
    return rows[0]?.start?.getTime();
  }

  async readBlocks(range: BlockRange): Promise<readonly ObjectiveBlock[]> {
    const { service, slo } = range;
    const { rows } = await this.#ask((database) => selectBlocks(this.#platform, range).execute(database));
    return rows.map(({ start, total, bad, covered_seconds: coveredSeconds }) => ({
      ...{ service, slo, startMs: start.getTime() },
      ...{ total, bad, coveredSeconds },
    }));
  }

  async readBins(range: BlockRange, binning: Binning): Promise<readonly Bin[]> {
    const { rows } = await this.#ask((database) => selectBins(this.#platform, range, binning).execute(database));
    return rows.map((row) => binOf(row, range, binning));
  }

  async pruneBlocks(beforeMs: number, limit: number): Promise<number> {
    const { numAffectedRows } = await this.#ask((database) =>
      deleteBlocks(this.#platform, beforeMs, limit).execute(database),
    );
    return Number(numAffectedRows ?? 0);
  }

  async states(): Promise<readonly ObjectiveState[]> {
    return await this.#ask((database) =>
      database
        .selectFrom('objectives')
        .select(['service', 'slo', 'state'])
        .where('platform', '=', this.#platform)
        .where('state', 'is not', null)
        .execute(),
    );
  }

  async changeState({ service, slo, from, to }: StateChange, events: readonly NewEvent[]): Promise<boolean> {
    return await this.#options.transaction(async ({ database, record }) => {
      await numberObjectives(this.#platform, [{ service, slo }]).execute(database);
      const { numAffectedRows } = await sql`
        update nines.objectives set state = ${storableJson(to)}::jsonb
        where (platform, service, slo) = (${this.#platform}, ${storableText(service)}, ${storableText(slo)})
        and coalesce(state, 'null') = ${storableJson(from)}::jsonb`.execute(database);
      const isChanged = Number(numAffectedRows ?? 0) === 1;
      if (isChanged) record(...events);
      return isChanged;
    });
  }

  #ask<T>(query: (database: StoreDatabase) => Promise<T>): Promise<T> {
    return atServer(this.#options.address, () => query(this.#options.database));
  }
}

/** Of a bin that the range cuts, the part inside. */
function binOf({ start, total, bad, covered_seconds }: BlockRow, range: BlockRange, { binMs, fine }: Binning): Bin {
  const atMs = start.getTime();
  const isFine = fine.some(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs);
  return {
    startMs: Math.max(atMs, range.fromMs),
    endMs: Math.min(atMs + (isFine ? BLOCK_MS : binMs), range.toMs),
    ...{ total, bad, coveredSeconds: covered_seconds },
  };
}
