/** Makes a past for Prometheus: blocks of its database, from text, by promtool. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { testTool } from '@nines/testkit/tools';
import { complete } from './processes.ts';
import { seriesText } from './request-counters.ts';
import type { Series } from './request-counters.ts';

/** Series that were sampled so often, for so long. */
export interface Stretch {
  readonly series: readonly Series[];
  readonly everySeconds: number;
  readonly lastSeconds: number;
}

export interface Backfill {
  readonly samples: number;
}

/** promtool reads everything once for every block. Its longest ones are three times as long as the next: 2 h, 6 h, ... */
const BLOCK = '162h';

/** Writes all up to `untilSeconds` (since 1970) into a new data directory. */
export async function backfill(
  stretches: readonly Stretch[],
  untilSeconds: number,
  directory: string,
  signal: AbortSignal,
): Promise<Backfill> {
  const text = `${directory}.om`;
  try {
    const samples = await writeText(stretches, untilSeconds, text, signal);
    const promtool = await testTool('promtool');
    const blocks = ['tsdb', 'create-blocks-from', `--max-block-duration=${BLOCK}`, 'openmetrics'];
    await complete(promtool, [...blocks, '--quiet', text, directory], { signal });
    return { samples };
  } finally {
    await rm(text, { force: true });
  }
}

/** @returns the number of samples. @see OpenMetrics 1.0, "ABNF" */
async function writeText(
  stretches: readonly Stretch[],
  untilSeconds: number,
  path: string,
  signal: AbortSignal,
): Promise<number> {
  const file = createWriteStream(path, { signal });
  let samples = 0;
  for (const { series, everySeconds, lastSeconds } of stretches) {
    const until = Math.floor(untilSeconds / everySeconds) * everySeconds;
    for (const one of series) {
      const prefix = seriesText(one);
      let text = '';
      for (let time = until - lastSeconds; time <= until; time += everySeconds) {
        text += `${prefix} ${one.valueAt(time)} ${time}\n`;
        samples += 1;
      }
      if (!file.write(text)) await once(file, 'drain', { signal });
    }
  }
  file.end('# EOF\n');
  await finished(file);
  return samples;
}
