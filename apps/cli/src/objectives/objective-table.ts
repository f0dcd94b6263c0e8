/** All objectives of a platform as a table for people. */
import type { ListedObjective } from '@nines/api';
import { formatDuration } from '@nines/kernel';
import type { Output } from '../output.ts';
import { plainTable } from '../status-table.ts';
import { attainmentText, budgetText, NOTHING, promiseText } from './objective-texts.ts';

type Colors = Output['colors'];
type Status = ListedObjective['status'];

const HEAD = ['objective', 'promise', 'status', 'attained', 'budget left', 'burns', 'nothing left', 'frozen'];

/** In the order of the list; undefined where there is none. */
export function objectiveTable(
  objectives: readonly ListedObjective[],
  colors: Colors,
  nowMs: number,
): string | undefined {
  if (objectives.length === 0) return undefined;
  return plainTable(
    HEAD,
    objectives.map((objective) => rowOf(objective, colors, nowMs)),
    colors,
  );
}

function rowOf(objective: ListedObjective, colors: Colors, nowMs: number): readonly string[] {
  const { frozen, name, service, state, status } = objective;
  return [
    `${service}/${name}`,
    promiseText(objective),
    statusText(status, colors),
    ...(state === null
      ? [NOTHING, NOTHING, NOTHING, NOTHING]
      : [
          attainmentText(state.attainment),
          budgetText(state.budgetRemainingRatio),
          fastestBurn(state.burns),
          untilText(state.exhaustedAt, nowMs),
        ]),
    frozen.length === 0 ? NOTHING : colors.yellow(frozen.join(', ')),
  ];
}

export function statusText(status: Status, colors: Colors): string {
  if (status === null) return NOTHING;
  const paint = { ok: colors.green, 'at-risk': colors.yellow, exhausted: colors.red }[status];
  return paint(status);
}

/** Of whatever window shows the fastest one: `14.4x in 1h`. */
function fastestBurn(burns: NonNullable<ListedObjective['state']>['burns']): string {
  const fastest = burns.toSorted((one, other) => other.burnRate - one.burnRate)[0];
  if (fastest === undefined) return NOTHING;
  return fastest.burnRate > 0 ? `${fastest.burnRate.toFixed(1)}x in ${fastest.window}` : '0.0x';
}

function untilText(at: string | null, nowMs: number): string {
  if (at === null) return NOTHING;
  const leftMs = Date.parse(at) - nowMs;
  return leftMs <= 0 ? 'now' : `in ${formatDuration(leftMs)}`;
}
