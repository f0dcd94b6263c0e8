/** What an objective of Sloth is measured by. */
import type { SourcePath } from '@nines/catalog/source';
import type { Indicator } from '../../objective/objective.ts';
import { onlyOne } from '../only-one.ts';
import { readCounts, readFigure } from '../queries.ts';
import { reportAtKey } from '../reading.ts';
import type { Reading } from '../reading.ts';
import type { SlothSlo } from './sloth-schema.ts';
import type { Spelling } from './spelling.ts';

export function readSli(
  reading: Reading,
  path: SourcePath,
  { events, raw, plugin }: SlothSlo['sli'],
  spelling: Spelling,
): Indicator | undefined {
  const given = onlyOne(reading, path, { events, raw, plugin: plugin ?? undefined });
  if (given === undefined) return undefined;
  const at = [...path, given];
  if (given === 'plugin') {
    const hint = 'write what it makes as `events`';
    reportAtKey(reading, 'SLO_UNSUPPORTED', at, 'indicators of plug-ins cannot be read', { hint });
  }
  if (events !== undefined) {
    const total = { path: [...at, spelling.total], promql: events.total };
    const error = { path: [...at, spelling.error], promql: events.error };
    // What has no range counts what there is at a moment: Sloth's queries give the events of a window.
    const counts = readCounts(reading, total, error, { counter: false });
    return counts && { kind: 'events', ...counts, part: 'bad' };
  }
  if (raw === undefined) return undefined;
  const metric = readFigure(reading, { path: [...at, spelling.errorRatio], promql: raw });
  return metric === undefined ? undefined : { kind: 'share', metric, part: 'bad' };
}
