/** Names that routes and receivers agree on. */

/** The server: takes alerts in as events, and tells people. */
export const NINES = 'nines';
/** People, told directly: alerts about Nines itself, which Nines may be unable to tell. */
export const PLATFORM = 'platform';
/** The far end of the dead man's switch. */
export const HEARTBEAT = 'heartbeat';
export const NOBODY = 'nobody';

/** One webhook that receives everything. */
export function webhookReceiver(name: string): string {
  return `webhook/${name}`;
}
