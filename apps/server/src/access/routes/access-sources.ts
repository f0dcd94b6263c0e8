/** What the routes about who may ask are answered from. */
import type { AccountStore, Clock, EventLog } from '@nines/kernel';
import type { FirstLogin } from '../first-login.ts';
import type { Logins } from '../login.ts';
import type { Sessions } from '../sessions.ts';

export interface AccessSources {
  /** @throws NinesError `API_UNAVAILABLE` before it is known who may log in */
  readonly accounts: () => AccountStore;
  readonly sessions: Sessions;
  readonly logins: Logins;
  readonly firstLogin: Pick<FirstLogin, 'used'>;
  readonly eventLog: () => Pick<EventLog, 'read'>;
  readonly clock: Clock;
}
