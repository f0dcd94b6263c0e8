/**
 * Kills the server at random moments between taking in alerts and delivering what they came to, and counts what was lost.
 *
 * A server process with a PostgreSQL of its own; local receivers for Slack, Telegram, mail and signed webhooks, which
 * refuse whatever exceeds a limit; a sender that sends again what is not taken, as Alertmanager does. Each outage has a
 * service of its own, and one `kill -9` within 600 ms of its beginning or of its end. `decided` are messages in the
 * outbox that no later one made needless. Receivers that look at keys (webhook, mail) must see each message once; the
 * others may see one again after a kill.
 *
 * Arguments: --kills N (100)
 */
import { parseArgs } from 'node:util';
import { runKills } from '../apps/server/src/testing/kill-run.ts';
import { progress } from './harness/bench.ts';
import type { BenchOutcome } from './harness/bench.ts';
import { renderTable } from './harness/table.ts';

export async function run(argv: readonly string[], signal: AbortSignal): Promise<BenchOutcome> {
  const { values } = parseArgs({ args: [...argv], options: { kills: { type: 'string', default: '100' } } });
  const onKill = (count: number): void => {
    if (count % 10 === 0) progress(`${count} kills`);
  };
  const outcome = await runKills({ kills: Number(values.kills), random: Math.random, signal, onKill });
  const { kills, incidents, decided, delivered, lost, duplicates, repeats, refused } = outcome;
  const table = renderTable([
    ['', 'messages'],
    ['decided', decided],
    ['delivered', delivered],
    ['lost', lost],
    ['duplicates, of receivers that look at keys', duplicates],
    ['seen again by Slack', repeats.slack],
    ['seen again by Telegram', repeats.telegram],
    ['over a limit', refused],
  ]);
  return { table, json: { kills, incidents, decided, delivered, lost, duplicates, repeats, refused } };
}
