import { setTimeout as sleep } from 'node:timers/promises';
import { API_PATHS, notifyTestListSchema } from '@nines/api';
import type { ApiMessage, NotifyTestList } from '@nines/api';
import type { CommandHandler } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { locateServer } from '../locate-server.ts';
import { parseDurationOption } from '../option-values.ts';
import type { Output } from '../output.ts';
import { requireAnswer } from '../server-client.ts';
import { plainTable } from '../status-table.ts';

const POLL_MS = 200;
const HEAD = ['channel', 'state', 'attempts', 'why not'];

/** What is not tried any more. */
const FINAL: ReadonlySet<ApiMessage['state']> = new Set(['sent', 'bundled', 'superseded', 'refused', 'given-up']);
const FINE: ReadonlySet<ApiMessage['state']> = new Set(['sent', 'bundled']);

export const notifyTest: CommandHandler = async (invocation) => {
  const { args: channels, options, output, signal } = invocation;
  const deadline = performance.now() + parseDurationOption(options, 'timeout');
  const { socket } = await locateServer(invocation);
  const begun = await requireAnswer(socket, API_PATHS.notifyTest, { signal, body: { channels } });
  let tests = notifyTestListSchema.parse(begun).data;
  const query = new URLSearchParams(tests.map(({ key }): [string, string] => ['key', key])).toString();
  while (isUnderWay(tests) && performance.now() < deadline) {
    await sleep(POLL_MS, undefined, { signal });
    tests = notifyTestListSchema.parse(
      await requireAnswer(socket, `${API_PATHS.notifyTest}?${query}`, { signal }),
    ).data;
  }
  if (options['json'] === true) output.printJson({ data: tests, pagination: { next: null } });
  else output.print(testTable(tests, output.colors));
  if (isUnderWay(tests)) output.note('not everything was sent in time; it is tried again and again');
  return tests.every(({ state }) => FINE.has(state)) ? EXIT.fine : EXIT.failed;
};

/** One that failed is tried again; that is not waited for, because it may take an hour. */
function isUnderWay(tests: NotifyTestList['data']): boolean {
  return tests.some(({ failure, state }) => !FINAL.has(state) && failure === null);
}

export function testTable(tests: NotifyTestList['data'], colors: Output['colors']): string {
  const rows = tests.map(({ attempts, channel, failure, state }) => [
    channel,
    FINE.has(state) ? colors.green(state) : colors.red(state),
    String(attempts),
    FINE.has(state) ? '' : (failure ?? ''),
  ]);
  return plainTable(HEAD, rows, colors);
}
