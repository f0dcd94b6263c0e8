/** Where the past of objectives is read from, and how much of it. */
import { hasCode, NinesError } from '@nines/kernel';
import { nominalLengthMs, objectiveId } from '@nines/slo';
import type { Increases, Objective } from '@nines/slo';
import type { Invocation } from '../command.ts';
import { locatePlatform } from '../locate-platform.ts';
import { parseDurationOption } from '../option-values.ts';
import type { Platform } from '../platform.ts';
import { moment } from './moment-texts.ts';
import { prometheusAt } from './prometheus-client.ts';
import { readHistory } from './read-history.ts';

const PROMETHEUS = 'nines-prometheus';
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** As long as the longest period. */
const LONGEST_MS = 400 * DAY_MS;

/**
 * Reads what objectives would have counted until now: `--last` long, from `--prometheus`, or from that of the running
 * platform.
 *
 * @throws NinesError `CLI_INVALID_INPUT`, `RUNTIME_NOT_RUNNING`, `CLI_NO_PROMETHEUS`
 */
export async function historySource(invocation: Invocation): Promise<(objective: Objective) => Promise<Increases>> {
  const { options, output, signal } = invocation;
  const lastMs = askedLength(options);
  const queryRange = prometheusAt(await addressOf(invocation));
  const toMs = Date.now();
  return async (objective) => {
    const fromMs = toMs - (lastMs ?? nominalLengthMs(objective.period));
    const onProgress = (ratio: number): void => {
      output.passing(`reading the past of ${objectiveId(objective)}: ${Math.floor(ratio * 100)}%`);
    };
    const increases = await readHistory(objective, { queryRange, fromMs, toMs, signal, onProgress });
    output.passing('');
    if (increases === undefined) throw nothingOf(objective, fromMs);
    if (increases.startMs - fromMs > MINUTE_MS) {
      output.note(`nothing of ${objectiveId(objective)} was measured before ${moment(increases.startMs)}`);
    }
    return increases;
  };
}

function askedLength(options: Invocation['options']): number | undefined {
  if (options['last'] === undefined) return undefined;
  const lengthMs = parseDurationOption(options, 'last');
  if (lengthMs >= MINUTE_MS && lengthMs <= LONGEST_MS) return lengthMs;
  throw new NinesError('CLI_INVALID_INPUT', `--last takes one minute to ${LONGEST_MS / DAY_MS} days`);
}

async function addressOf(invocation: Invocation): Promise<string> {
  const asked = invocation.options['prometheus'];
  if (typeof asked === 'string') return asked;
  const report = await (await runningPlatform(invocation)).reportIfRunning();
  const url = report?.status.system.find(({ name }) => name === PROMETHEUS)?.url ?? undefined;
  if (url !== undefined) return url;
  throw new NinesError('CLI_NO_PROMETHEUS', 'this platform runs without Prometheus; name one with --prometheus');
}

/** That of the named file, or of the nearest catalog: what is proposed may be of no platform yet. */
async function runningPlatform(invocation: Invocation): Promise<Platform> {
  const nearest = { ...invocation, options: { ...invocation.options, file: undefined } };
  for (const candidate of [invocation, nearest]) {
    const platform = await locatePlatform(candidate).catch(noneIfNoCatalog);
    if (platform !== undefined && !(await platform.isStopped())) return platform;
  }
  throw new NinesError('RUNTIME_NOT_RUNNING', 'no platform is running; name a Prometheus with --prometheus');
}

function noneIfNoCatalog(error: unknown): undefined {
  if (!hasCode(error, 'CLI_INVALID_INPUT')) throw error;
}

function nothingOf(objective: Objective, fromMs: number): NinesError {
  const message = `Prometheus knows nothing of what ${objectiveId(objective)} is about since ${moment(fromMs)}; look whether its queries find any series`;
  return new NinesError('CLI_NO_HISTORY', message);
}
