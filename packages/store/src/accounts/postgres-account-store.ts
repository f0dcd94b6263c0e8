/** Accounts of one platform on PostgreSQL. */
import type {
  AccessToken,
  AccountStore,
  AnsweredCommand,
  NewSession,
  NewToken,
  Session,
  User,
  UserChange,
} from '@nines/kernel';
import { sql } from 'kysely';

import { atServer } from '../connection/connection-fault.ts';
import type { ServerAddress } from '../connection/server-address.ts';
import { storableJson, storableText } from '../events/storable-json.ts';
import type { StoreDatabase } from '../schema/tables.ts';
import type { Store } from '../store.ts';
import { toBytes, toSession, toToken, toUser } from './account-rows.ts';

export interface PostgresAccountStoreOptions {
  readonly database: StoreDatabase;
  readonly address: ServerAddress;
  readonly transaction: Store['transaction'];
  /** Name of the platform whose accounts these are. */
  readonly platform: string;
}

export class PostgresAccountStore implements AccountStore {
  readonly #options: PostgresAccountStoreOptions;
  readonly #platform: string;

  constructor(options: PostgresAccountStoreOptions) {
    this.#options = options;
    this.#platform = storableText(options.platform);
  }

  async users(): Promise<readonly User[]> {
    const rows = await this.#ask((database) => this.#users(database).orderBy('name').execute());
    return rows.map(toUser);
  }

  async userNamed(name: string): Promise<User | undefined> {
    const row = await this.#ask((database) =>
      this.#users(database).where('name', '=', storableText(name)).executeTakeFirst(),
    );
    return row && toUser(row);
  }

  async addUser({ id, name, role, passwordHash, isDisabled, createdAt }: User): Promise<boolean> {
    const values = {
      ...{ id, name, role, platform: this.#platform, password_hash: passwordHash },
      ...{ disabled_at: isDisabled ? createdAt : null, created_at: createdAt },
    };
    const { numInsertedOrUpdatedRows = 0n } = await this.#ask((database) =>
      database
        .insertInto('users')
        .values(values)
        .onConflict((conflict) => conflict.columns(['platform', 'name']).doNothing())
        .executeTakeFirst(),
    );
    return numInsertedOrUpdatedRows > 0n;
  }

  async changeUser(id: string, { role, isDisabled }: UserChange, at: string): Promise<User | undefined> {
    return this.#options.transaction(async ({ database }) => {
      const before = await this.#locked(database).where('id', '=', id).executeTakeFirst();
      if (before === undefined) return undefined;
      const row = await database
        .updateTable('users')
        .set({
          id,
          ...(role !== undefined && { role }),
          ...(isDisabled !== undefined && { disabled_at: isDisabled ? at : null }),
        })
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirstOrThrow();
      await endSessionsOf(database, id);
      if (isDisabled === true || row.role !== before.role) await takeLinksOf(database, id);
      return toUser(row);
    });
  }

  async openSession(digest: string, session: NewSession): Promise<boolean> {
    const { createdAt, csrf, expiresAt, passwordHash, userId } = session;
    // `for share`: a change of the user under way is waited for, and one that comes ends this session too.
    const { rows } = await this.#ask((database) =>
      sql`
        insert into nines.sessions (digest, user_id, csrf, created_at, seen_at, expires_at)
        select ${toBytes(digest)}::bytea, id, ${csrf}::text,
          ${createdAt}::timestamptz, ${createdAt}::timestamptz, ${expiresAt}::timestamptz
        from nines.users
        where platform = ${this.#platform} and id = ${userId}
          and password_hash is not distinct from ${passwordHash}::text and disabled_at is null
        for share
        returning digest`.execute(database),
    );
    return rows.length > 0;
  }

  async session(digest: string): Promise<Session | undefined> {
    return this.#ask(async (database) => {
      const row = await database
        .selectFrom('sessions')
        .selectAll()
        .where('digest', '=', toBytes(digest))
        .executeTakeFirst();
      const user = row && (await this.#users(database).where('id', '=', row.user_id).executeTakeFirst());
      return row && user && toSession(row, toUser(user));
    });
  }

  async sessionSeen(digest: string, at: string): Promise<void> {
    await this.#ask((database) =>
      database.updateTable('sessions').set({ seen_at: at }).where('digest', '=', toBytes(digest)).execute(),
    );
  }

  async endSession(digest: string): Promise<void> {
    await this.#ask((database) => database.deleteFrom('sessions').where('digest', '=', toBytes(digest)).execute());
  }

  async tokens(): Promise<readonly AccessToken[]> {
    const [rows, users] = await this.#ask(async (database) =>
      Promise.all([this.#tokens(database).orderBy('created_at', 'desc').orderBy('id').execute(), this.users()]),
    );
    const byId = new Map(users.map((user) => [user.id, user]));
    return rows.map((row) => toToken(row, byId.get(row.user_id ?? '') ?? null));
  }

  async token(digest: string): Promise<AccessToken | undefined> {
    return this.#ask(async (database) => {
      const row = await this.#tokens(database).where('digest', '=', toBytes(digest)).executeTakeFirst();
      if (row === undefined) return undefined;
      if (row.user_id === null) return toToken(row, null);
      const user = await this.#users(database).where('id', '=', row.user_id).executeTakeFirst();
      return user && toToken(row, toUser(user));
    });
  }

  async addToken(digest: string, token: NewToken): Promise<void> {
    const { createdAt, expiresAt, id, name, role, scopes, userId } = token;
    const values = {
      ...{ id, name: storableText(name), role, scopes: [...scopes], platform: this.#platform, digest: toBytes(digest) },
      ...{ user_id: userId, created_at: createdAt, expires_at: expiresAt, last_used_at: null, revoked_at: null },
    };
    await this.#ask((database) => database.insertInto('tokens').values(values).execute());
  }

  async tokenUsed(id: string, at: string): Promise<void> {
    await this.#ask((database) =>
      database.updateTable('tokens').set({ last_used_at: at }).where('id', '=', id).execute(),
    );
  }

  async revokeToken(id: string, at: string): Promise<boolean> {
    const { numUpdatedRows } = await this.#ask((database) =>
      database
        .updateTable('tokens')
        .set({ revoked_at: at })
        .where('platform', '=', this.#platform)
        .where('id', '=', id)
        .where('revoked_at', 'is', null)
        .executeTakeFirst(),
    );
    return numUpdatedRows > 0n;
  }

  async addLink(digest: string, { id, role }: Pick<User, 'id' | 'role'>, expiresAt: string): Promise<boolean> {
    return this.#options.transaction(async ({ database }) => {
      const user = await this.#locked(database).where('id', '=', id).where('role', '=', role).executeTakeFirst();
      if (user === undefined) return false;
      await takeLinksOf(database, id);
      const values = { digest: toBytes(digest), user_id: id, expires_at: expiresAt, used_at: null };
      await database.insertInto('login_links').values(values).execute();
      return true;
    });
  }

  async hasLink(userId: string, now: string): Promise<boolean> {
    const row = await this.#ask((database) =>
      database
        .selectFrom('login_links')
        .select('user_id')
        .where('user_id', '=', userId)
        .where('used_at', 'is', null)
        .where('expires_at', '>', new Date(now))
        .executeTakeFirst(),
    );
    return row !== undefined;
  }

  async linkedUser(digest: string, now: string): Promise<User | undefined> {
    const row = await this.#ask((database) =>
      this.#users(database)
        .where('id', 'in', goodLink(database, digest, now).select('user_id'))
        .executeTakeFirst(),
    );
    return row && toUser(row);
  }

  async useLink(digest: string, now: string, passwordHash: string): Promise<User | undefined> {
    return this.#options.transaction(async ({ database }) => {
      const link = goodLink(database, digest, now).select('user_id');
      const user = await this.#locked(database).where('id', 'in', link).executeTakeFirst();
      // Looked at anew: while the user was waited for, the link may have been used, or taken away.
      if (user === undefined || (await link.executeTakeFirst()) === undefined) return undefined;
      await takeLinksOf(database, user.id);
      const row = await database
        .updateTable('users')
        .set({ password_hash: passwordHash })
        .where('id', '=', user.id)
        .returningAll()
        .executeTakeFirst();
      await endSessionsOf(database, user.id); // last: no session of before is opened any more
      return row && toUser(row);
    });
  }

  async answered(key: string, since: string): Promise<AnsweredCommand | undefined> {
    const row = await this.#ask((database) =>
      database
        .selectFrom('answered_commands')
        .select(['key', 'fingerprint', 'answer'])
        .where('platform', '=', this.#platform)
        .where('key', '=', storableText(key))
        .where('answered_at', '>=', new Date(since))
        .executeTakeFirst(),
    );
    return row;
  }

  async remember({ key, fingerprint, answer }: AnsweredCommand, at: string): Promise<boolean> {
    const { rows } = await this.#ask((database) =>
      sql`
        insert into nines.answered_commands (platform, key, fingerprint, answer, answered_at)
        values (${this.#platform}, ${storableText(key)}, ${fingerprint}, ${storableJson(answer)}::jsonb, ${at})
        on conflict do nothing
        returning key`.execute(database),
    );
    return rows.length > 0;
  }

  async forget(before: string): Promise<void> {
    const time = new Date(before);
    await this.#ask(async (database) => {
      await database.deleteFrom('sessions').where('expires_at', '<', time).execute();
      await database.deleteFrom('login_links').where('expires_at', '<', time).execute();
      await database
        .deleteFrom('answered_commands')
        .where('platform', '=', this.#platform)
        .where('key', 'like', 'http:%') // those of incidents are the incident store's
        .where('answered_at', '<', time)
        .execute();
    });
  }

  #users(database: StoreDatabase) {
    return database.selectFrom('users').selectAll().where('platform', '=', this.#platform);
  }

  /** Before links and sessions of a user are changed: two who do so wait for each other and do not deadlock. */
  #locked(database: StoreDatabase) {
    return this.#users(database).forNoKeyUpdate();
  }

  #tokens(database: StoreDatabase) {
    return database.selectFrom('tokens').selectAll().where('platform', '=', this.#platform);
  }

  async #ask<T>(work: (database: StoreDatabase) => Promise<T>): Promise<T> {
    return atServer(this.#options.address, () => work(this.#options.database));
  }
}

async function endSessionsOf(database: StoreDatabase, userId: string): Promise<void> {
  await database.deleteFrom('sessions').where('user_id', '=', userId).execute();
}

async function takeLinksOf(database: StoreDatabase, userId: string): Promise<void> {
  await database.deleteFrom('login_links').where('user_id', '=', userId).execute();
}

function goodLink(database: StoreDatabase, digest: string, now: string) {
  return database
    .selectFrom('login_links')
    .where('digest', '=', toBytes(digest))
    .where('used_at', 'is', null)
    .where('expires_at', '>', new Date(now));
}
