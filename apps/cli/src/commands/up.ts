import type { Catalog } from '@nines/catalog';
import { formatDuration } from '@nines/kernel';
import type { ApplyReceipt } from '@nines/kernel';
import type { Provisions } from '@nines/runtime-process';
import { firstLoginUrl } from '../access/first-login.ts';
import type { CommandHandler, Invocation } from '../command.ts';
import { findCatalogFile } from '../catalog-file.ts';
import { earlierServer } from '../earlier-server.ts';
import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { followTroubles } from '../follow-troubles.ts';
import { isReaderGone } from '../output-loss.ts';
import { loadOrExplain } from '../load-catalog.ts';
import { parseDurationOption } from '../option-values.ts';
import { findProvisions } from '../find-provisions.ts';
import { SERVER } from '../locate-server.ts';
import { openPlatform } from '../platform.ts';
import type { Platform } from '../platform.ts';
import { secretValuesOf } from '../secret-values.ts';
import { summaryTable } from '../summary-table.ts';
import { startSupervisor } from '../start-supervisor.ts';
import { stopPlatform, stopQuietly } from '../stop-platform.ts';
import { toldChannels } from '../told-channels.ts';
import { waitUntilReady } from '../wait-until-ready.ts';
import type { Reached } from '../wait-until-ready.ts';

/** Longest wait for the end after Ctrl-C, ms. */
const STOP_TIMEOUT_MS = 60_000;

export const up: CommandHandler = async (invocation) => {
  const { output, options, signal } = invocation;
  const began = performance.now();
  const timeoutMs = parseDurationOption(options, 'timeout');
  const file = await findCatalogFile(invocation);
  const loaded = await loadOrExplain(file, invocation);
  if (loaded === undefined) return EXIT.invalidInput;
  const { catalog, variables } = loaded;
  const secretValues = secretValuesOf(catalog, variables.values);
  const platform = openPlatform({ catalogFile: file, secretValues, signal });
  const started = await startSupervisor(platform, signal);
  const attached = started && options['detach'] !== true;
  const left = new AbortController();
  try {
    const provisions = await findProvisions(catalog, { ...invocation, signal: AbortSignal.any([signal, left.signal]) });
    sayWhatChanges(invocation, await apply(platform, catalog, started, provisions.found), started);
    const added = provisions.fetchMissing().then(async (complete) => {
      if (complete !== undefined) await platform.runtime.apply(catalog, complete);
    });
    const reached = await waitUntilReady(platform, output, { began, timeoutMs, signal, added });
    output.print(summaryTable(reached, output.colors));
    const code = sayReached(invocation, performance.now() - began, reached);
    const told = toldChannels(catalog, variables);
    if (told !== undefined) output.note(output.noteColors.dim(told));
    const earlier = earlierServer(reached.report.status, platform.serverSocket());
    if (earlier !== undefined) output.note(output.noteColors.yellow(earlier));
    await sayFirstLogin(platform, reached, invocation);
    if (!attached) return code;
  } catch (error) {
    if (!signal.aborted) throw error;
    const unread = !attached && isReaderGone(signal.reason);
    if (started && !unread) await stopPlatform(platform, output, { timeoutMs: STOP_TIMEOUT_MS });
    return unread ? EXIT.fine : EXIT.failed;
  } finally {
    left.abort(); // what is still being fetched has nobody to be given to
  }
  return stayAttached(platform, invocation);
};

async function stayAttached(platform: Platform, { output, signal }: Invocation): Promise<ExitCode> {
  output.note(output.noteColors.dim('Ctrl-C stops the platform. Troubles are shown here as they happen.'));
  await followTroubles(platform, output, signal);
  if (signal.aborted) await stopPlatform(platform, output, { timeoutMs: STOP_TIMEOUT_MS });
  else output.note('the platform was stopped elsewhere');
  return EXIT.fine;
}

/** A first apply that is refused leaves nothing behind: the supervisor started for it is stopped again. */
async function apply(
  platform: Platform,
  catalog: Catalog,
  started: boolean,
  provisions: Provisions,
): Promise<ApplyReceipt> {
  try {
    return await platform.runtime.apply(catalog, provisions);
  } catch (error) {
    if (started) await stopQuietly(platform, { timeoutMs: STOP_TIMEOUT_MS }).catch(() => undefined);
    throw error;
  }
}

function sayWhatChanges({ output }: Invocation, receipt: ApplyReceipt, started: boolean): void {
  if (started) return;
  const parts = (['added', 'changed', 'removed'] as const)
    .filter((kind) => receipt[kind].length > 0)
    .map((kind) => `${kind} ${receipt[kind].join(', ')}`);
  output.note(`already running; ${parts.length === 0 ? 'nothing changed' : parts.join('; ')}`);
}

/** As long as nobody has set the first password: the link is for the eyes of whoever starts the platform. */
async function sayFirstLogin(platform: Platform, { report }: Reached, { output, signal }: Invocation): Promise<void> {
  const { url = null } = report.status.system.find(({ name }) => name === SERVER) ?? {};
  if (url === null) return;
  const { stateDirectory } = platform;
  const link = await firstLoginUrl({ socket: platform.serverSocket(), stateDirectory, url, signal });
  if (link !== undefined) output.print(`Set the password of admin, once, within a day: ${link}`);
}

function sayReached({ output }: Invocation, elapsedMs: number, { outcome, report }: Reached): ExitCode {
  const { colors, noteColors } = output;
  const elapsed = formatDuration(elapsedMs);
  switch (outcome) {
    case 'ready':
      output.print(colors.green(`ready in ${elapsed}`));
      return EXIT.fine;
    case 'late':
      output.note(noteColors.red(`not everything is ready after ${elapsed}; it goes on trying`));
      return EXIT.timedOut;
    case 'stalled':
      for (const { service, reason } of report.stalled) {
        output.note(noteColors.red(`the new ${service} does not get ready: ${reason}; the old instances serve on`));
      }
      return EXIT.failed;
  }
}
