/** Stores on a real server for tests, each on a database of its own. */
import { randomUUID } from 'node:crypto';

import { systemClock } from '@nines/system-clock';
import { Client } from 'pg';

import { openStore, type OpenStoreOptions } from '../open-store.ts';
import type { Store } from '../store.ts';

/** Runs one statement, as the role of the URL. */
export async function execute(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined); // the statement fails by itself
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(statement);
    return rows;
  } finally {
    await client.end();
  }
}

/** Creates a database on the server of `serverUrl`; returns its URL. */
export async function createDatabase(serverUrl: string): Promise<string> {
  const name = `db_${randomUUID().replaceAll('-', '')}`;
  await execute(serverUrl, `create database ${name}`);
  return serverUrl.replace(/\/postgres$/, `/${name}`);
}

export async function openTestStore(url: string, options: Partial<OpenStoreOptions> = {}): Promise<Store> {
  return await openStore({ url, clock: systemClock, signal: AbortSignal.timeout(20_000), ...options });
}
