/** What may stand under `services.NAME.slos`: promises, and what they are measured by. */
import { parseDuration } from '@nines/kernel';
import { z } from 'zod';
import { CALENDAR_WINDOW_UNITS } from '../model-objectives.ts';
import {
  DNS_LABEL,
  flag,
  listOf,
  mapping,
  parsed,
  percentText,
  share,
  text,
  textOf,
  urlPath,
  word,
} from './scalars.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const LONGEST_WINDOW_MS = 400 * 24 * HOUR_MS;

const WINDOW = new RegExp(`^(calendar-(${CALENDAR_WINDOW_UNITS.join('|')})|(\\d+(\\.\\d+)?(w|d|h|m|s))+)$`);
/** Something is left of it when its ranges are taken out. */
const PROMQL = /^(?!(\s|\[\$window\])*$)/;

const SLI = '`availability`, or one of `{ latency: … }`, `{ probe: PATH }`, `{ ratio: … }`, `{ threshold: … }`';
const BUDGETING = '`occurrences`, or one of `{ timeslices: { slice, target } }`, `{ ratioTimeslices: { slice } }`';

const window = parsed(
  WINDOW,
  'a length from `1h` to `400d`, or `calendar-` and one of day, week, month, quarter, year',
  (written) => {
    const unit = CALENDAR_WINDOW_UNITS.find((known) => written === `calendar-${known}`);
    if (unit !== undefined) return { kind: 'calendar' as const, unit };
    const lengthMs = parseDuration(written);
    if (lengthMs === undefined || lengthMs < HOUR_MS || lengthMs > LONGEST_WINDOW_MS) return undefined;
    return { kind: 'rolling' as const, lengthMs: Math.round(lengthMs / 1_000) * 1_000 };
  },
);

const slice = parsed(/^(\d+(h|m|s))+$/, 'whole minutes such as `1m`, at most `1h`', (written) => {
  const ms = parseDuration(written) ?? 0;
  return ms >= MINUTE_MS && ms <= HOUR_MS && ms % MINUTE_MS === 0 ? ms : undefined;
});

function promql() {
  return textOf(PROMQL, 'an expression in PromQL');
}

function figure() {
  return z.number({ error: 'a number' });
}

/** Parts of a millisecond are kept. */
const limit = parsed(/^(\d+(\.\d+)?(m|s|ms))+$/, 'a duration such as `200ms` or `2.5s`', parseDuration);

const latency = mapping({
  below: limit.meta({ description: 'A request that takes no longer is good.', examples: ['200ms'] }),
});

const ratio = mapping({
  good: promql().optional().meta({ description: 'Counts good events, in PromQL.' }),
  bad: promql()
    .optional()
    .meta({
      description: 'Counts bad events, in PromQL. None at all is no error.',
      examples: ['failed_total[$window]'],
    }),
  total: promql().meta({ description: 'Counts all events, in PromQL.', examples: ['jobs_total[$window]'] }),
}).meta({ oneOf: [{ required: ['good'] }, { required: ['bad'] }] });

const threshold = mapping({
  metric: promql().meta({ description: 'The figure, in PromQL. Where there is none, nothing is known.' }),
  below: figure().optional().meta({ description: 'Good while the figure is less.' }),
  above: figure().optional().meta({ description: 'Good while the figure is more.' }),
  atMost: figure().optional().meta({ description: 'Good while the figure is no more.' }),
  atLeast: figure().optional().meta({ description: 'Good while the figure is no less.' }),
}).meta({
  oneOf: [{ required: ['below'] }, { required: ['above'] }, { required: ['atMost'] }, { required: ['atLeast'] }],
});

const sli = z.union(
  [
    word('availability', SLI),
    mapping({
      latency: latency.optional().meta({ description: 'By requests: how long they take.' }),
      probe: urlPath()
        .optional()
        .meta({ description: 'By time: this path, asked at the stable address, answers 200.', examples: ['/health'] }),
      ratio: ratio.optional().meta({ description: 'By events that you count yourself.' }),
      threshold: threshold.optional().meta({ description: 'By time: a figure that is as it should be.' }),
    }).meta({
      oneOf: [{ required: ['latency'] }, { required: ['probe'] }, { required: ['ratio'] }, { required: ['threshold'] }],
    }),
  ],
  { error: SLI },
);

const budgeting = z.union(
  [
    word('occurrences', BUDGETING),
    mapping({
      timeslices: mapping({
        slice: slice.meta({ description: 'Length of a slice.' }),
        target: share().meta({ description: 'How much of a slice has to be good.' }),
      })
        .optional()
        .meta({ description: 'Slices count: each is good or bad.' }),
      ratioTimeslices: mapping({ slice: slice.meta({ description: 'Length of a slice.' }) })
        .optional()
        .meta({ description: 'Slices count: each by the share of it that is good.' }),
    }).meta({ oneOf: [{ required: ['timeslices'] }, { required: ['ratioTimeslices'] }] }),
  ],
  { error: BUDGETING },
);

const alerts = mapping({
  page: flag().prefault(true).meta({ description: 'Whether a fast burning budget pages. Default true.' }),
  ticket: flag().prefault(true).meta({ description: 'Whether a slowly burning one opens a ticket. Default true.' }),
  noData: flag().prefault(true).meta({ description: 'Whether it is told when nothing can be measured. Default true.' }),
});

const objective = mapping({
  name: textOf(DNS_LABEL, 'a lower-case DNS label such as `errors`').meta({
    description: 'What it is called; once in a service.',
  }),
  objective: percentText().meta({ description: 'What is promised.', examples: ['99.9%'] }),
  window: window.meta({ description: 'The time over which it holds.', examples: ['30d', 'calendar-month'] }),
  timezone: text('a time zone such as `Europe/Berlin`')
    .optional()
    .meta({ description: 'Whose midnight a calendar window begins at. Default UTC.' }),
  sli: sli.meta({ description: 'What it is measured by.' }),
  description: text('a sentence').optional().meta({ description: 'For people.' }),
  budgeting: budgeting
    .prefault('occurrences')
    .meta({ description: 'What its budget consists of. Default occurrences.' }),
  alerts: alerts.prefault({}).meta({ description: 'What is told of it. Default everything.' }),
});

export const slos = listOf(objective, 'a list of objectives');

export type ObjectiveInput = z.output<typeof objective>;
