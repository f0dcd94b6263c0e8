/** What can be wrong with objectives, and with what is said of them; see load-catalog.faults.test.ts. */
import { inEngine, inService, inServices } from './fault-example.ts';
import type { FaultExample } from './fault-example.ts';

/** A service with a port and one objective, of which these parts are given. */
function objective(parts: string): string {
  return inService(`port: 8001\n    slos: [{ name: errors, ${parts} }]`);
}

function measuredBy(sli: string, more = 'alerts: {}'): string {
  return objective(`objective: 99.9%, window: 30d, sli: ${sli}, ${more}`);
}

/** `api` has an objective by events and one by time, `web` has one by events, `cron` none. */
function promising(sections: string): string {
  const errors = '{ name: errors, objective: 99%, window: 24h, sli: availability }';
  const uptime = '{ name: uptime, objective: 99%, window: 30d, sli: { probe: /health } }';
  const services = [
    `  api: { run: a, port: 8001, slos: [${errors}, ${uptime}] }`,
    `  web: { run: b, port: 8002, slos: [${errors}] }`,
    '  cron: { run: c }',
  ];
  return inServices(`${services.join('\n')}\n${sections}\n`);
}

function withPolicy(rule: string): string {
  return promising(`slo: { policy: [{ ${rule} }] }`);
}

function withMaintenance(times: string): string {
  return promising(`slo: { maintenance: [{ name: move, ${times} }] }`);
}

function withCredit(rule: string): string {
  return promising(`sla: [{ ${rule} }]`);
}

/** An example for each way to write something wrongly. */
function eachOf(
  code: string,
  written: readonly string[],
  says: string,
  textOf: (written: string) => string,
): readonly FaultExample[] {
  return written.map((each) => ({ code, says, text: textOf(`▶${each}`) }));
}

const PERCENTAGE = 'a percentage such as `99.9%`, more than 0% and below 100%';
const WINDOW = 'a length from `1h` to `400d`, or `calendar-` and one of day, week';
const SLI = '`availability`, or one of `{ latency: … }`, `{ probe: PATH }`';
const SLICE = 'whole minutes such as `1m`, at most `1h`';
const BUDGET_CONDITION = '`exhausted`, or a share that is left such as `remaining < 25%`';
const CREDIT_CONDITION = '`slo violated for 2h` (any length from `1m`), or `monthly uptime < 99.5%`';
const MOMENT = 'such as `2026-12-01T02:00Z`, at a multiple of five minutes';
const PROMQL = 'an expression in PromQL';

const WRITTEN_WRONGLY: readonly FaultExample[] = [
  ...eachOf('CATALOG_BAD_VALUE', ['100%', '0%', '0.0%', '-1%', '99.9 %', '99.1234567890123%'], PERCENTAGE, (target) =>
    objective(`objective: ${target}, window: 30d, sli: availability`),
  ),
  ...eachOf('CATALOG_WRONG_TYPE', ['99.9', '[99.9%]'], PERCENTAGE, (target) =>
    objective(`objective: ${target}, window: 30d, sli: availability`),
  ),
  ...eachOf('CATALOG_BAD_VALUE', ['59m', '401d', '1M', '30 days', 'calendar-fortnight'], WINDOW, (window) =>
    objective(`objective: 99%, window: ${window}, sli: availability`),
  ),
  ...eachOf('CATALOG_WRONG_TYPE', ['30'], WINDOW, (window) =>
    objective(`objective: 99%, window: ${window}, sli: availability`),
  ),
  ...eachOf('CATALOG_BAD_VALUE', ['availabilty', 'latency'], SLI, measuredBy),
  ...eachOf('CATALOG_WRONG_TYPE', ['[availability]', '5'], SLI, measuredBy),
  { code: 'CATALOG_WRONG_TYPE', text: measuredBy('{ latency: { below: ▶200 } }'), says: 'a duration such as `200ms`' },
  { code: 'CATALOG_BAD_VALUE', text: measuredBy('{ probe: ▶health }'), says: 'a path that starts with `/`' },
  { code: 'CATALOG_BAD_VALUE', text: measuredBy('{ ratio: { bad: ▶" ", total: b } }'), says: PROMQL },
  { code: 'CATALOG_BAD_VALUE', text: measuredBy("{ ratio: { bad: a, total: ▶' [$window] ' } }"), says: PROMQL },
  { code: 'CATALOG_BAD_VALUE', text: measuredBy("{ threshold: { metric: ▶'', below: 1 } }"), says: PROMQL },
  { code: 'CATALOG_WRONG_TYPE', text: measuredBy('{ threshold: { metric: a, below: ▶"1" } }'), says: 'a number' },
  { code: 'CATALOG_WRONG_TYPE', text: measuredBy('{ threshold: { metric: a, below: ▶.inf } }'), says: 'a number' },
  {
    code: 'CATALOG_UNKNOWN_KEY',
    text: measuredBy('{ ▶prope: /health }'),
    says: 'did you mean `probe`?',
  },
  {
    code: 'CATALOG_BAD_VALUE',
    text: measuredBy('availability', 'budgeting: ▶timeslices'),
    says: '`occurrences`, or one of `{ timeslices: { slice, target } }`',
  },
  ...eachOf('CATALOG_BAD_VALUE', ['30s', '90s', '61m', '0m', '1.5m'], SLICE, (slice) =>
    measuredBy('availability', `budgeting: { ratioTimeslices: { slice: ${slice} } }`),
  ),
  {
    code: 'CATALOG_WRONG_TYPE',
    text: measuredBy('availability', 'alerts: { page: ▶"no" }'),
    says: '`true` or `false`',
  },
  ...eachOf(
    'CATALOG_BAD_VALUE',
    ['remaining > 25%', 'remaining < 0%', 'remaining < 101%', 'exhausting'],
    BUDGET_CONDITION,
    (when) => withPolicy(`when: ${when}, freeze: [releases]`),
  ),
  {
    code: 'CATALOG_BAD_VALUE',
    text: withPolicy('when: exhausted, freeze: [▶release]'),
    says: 'one of `releases`, `experiments`, `maintenance`',
  },
  { code: 'CATALOG_BAD_VALUE', text: withPolicy('when: exhausted, freeze: ▶[]'), says: 'at least one of `releases`' },
  ...eachOf(
    'CATALOG_BAD_VALUE',
    ['slo violated', 'slo violated for 59s', 'slo violated for 2 h', 'monthly uptime < 100%', 'weekly uptime < 99%'],
    CREDIT_CONDITION,
    (when) => withCredit(`service: api, when: ${when}, credit: 5%`),
  ),
  ...eachOf(
    'CATALOG_BAD_VALUE',
    [
      '2026-12-01',
      '2026-12-01T02:00',
      '2026-12-01T02:01Z',
      '2026-12-01T02:00:30Z',
      '2026-11-31T02:00Z',
      '2026-12-01T25:00Z',
    ],
    MOMENT,
    (from) => withMaintenance(`from: "${from}", to: 2026-12-02T02:00Z`).replace('"▶', '▶"'),
  ),
];

const AT_ODDS: readonly FaultExample[] = [
  {
    code: 'CATALOG_DUPLICATE_NAME',
    text: inService(
      'port: 8001\n    slos:\n      - &one { name: errors, objective: 99%, window: 30d, sli: availability }\n      - { <<: *one, name: ▶errors }',
    ),
    says: 'errors is there twice',
  },
  { code: 'CATALOG_ONE_CHOICE', text: measuredBy('▶{}'), says: 'sli has none of latency, probe, ratio, threshold' },
  {
    code: 'CATALOG_ONE_CHOICE',
    text: measuredBy('▶{ probe: /, latency: { below: 200ms } }'),
    says: 'sli has latency and probe of',
  },
  { code: 'CATALOG_ONE_CHOICE', text: measuredBy('{ ratio: ▶{ total: b } }'), says: 'ratio has none of good, bad' },
  {
    code: 'CATALOG_ONE_CHOICE',
    text: measuredBy('{ threshold: ▶{ metric: a, below: 1, atLeast: 0 } }'),
    says: 'threshold has below and atLeast of',
  },
  {
    code: 'CATALOG_ONE_CHOICE',
    text: measuredBy('availability', 'budgeting: ▶{}'),
    says: 'budgeting has none of timeslices, ratioTimeslices',
  },
  {
    code: 'CATALOG_LATENCY_NOT_COUNTED',
    text: measuredBy('{ latency: { below: ▶250ms } }'),
    says: 'the nearest that are: `200ms` and `300ms`',
  },
  {
    code: 'CATALOG_LATENCY_NOT_COUNTED',
    text: measuredBy('{ latency: { below: ▶3ms } }'),
    says: 'the nearest that are: `2.5ms` and `5ms`',
  },
  {
    code: 'CATALOG_LATENCY_NOT_COUNTED',
    text: measuredBy('{ latency: { below: ▶1m } }'),
    says: 'the nearest that are: `30s`',
  },
  {
    code: 'CATALOG_UNKNOWN_TIMEZONE',
    text: objective('objective: 99%, window: calendar-month, timezone: ▶Europe/Berlim, sli: availability'),
    says: 'IANA',
  },
  {
    code: 'CATALOG_UNKNOWN_TIMEZONE',
    text: objective('objective: 99%, window: calendar-month, timezone: ▶"+01:00", sli: availability'),
    says: 'IANA',
  },
  {
    code: 'CATALOG_KEY_NOT_ALLOWED',
    text: objective('objective: 99%, window: 30d, ▶timezone: Europe/Berlin, sli: availability'),
    says: 'windows of the calendar',
  },
  {
    code: 'CATALOG_PORT_REQUIRED',
    text: inService('slos: [{ name: errors, objective: 99%, window: 30d, sli: ▶availability }]'),
    says: 'objective errors is about requests, and api has no port',
  },
  {
    code: 'CATALOG_PORT_REQUIRED',
    text: inService('slos: [{ name: up, objective: 99%, window: 30d, sli: ▶{ probe: /health } }]'),
    says: 'about answers to a probe',
  },
  {
    code: 'CATALOG_OBJECTIVE_NOT_HTTP',
    text: inService(
      'port: 8001\n    protocol: tcp\n    slos: [{ name: a, objective: 99%, window: 30d, sli: ▶{ latency: { below: 200ms } } }]',
    ),
    says: 'api is not asked by HTTP',
  },
  {
    code: 'CATALOG_OBJECTIVE_NOT_HTTP',
    text: inEngine('slos: [{ name: a, objective: 99%, window: 30d, sli: ▶availability }]'),
    says: 'db is an engine',
  },
  {
    code: 'CATALOG_OBJECTIVES_UNMEASURED',
    text: promising('monitoring: { enabled: ▶false }'),
    says: 'no objective is measured',
  },
  {
    code: 'CATALOG_UNKNOWN_SERVICE',
    text: withPolicy('when: exhausted, freeze: [releases], services: [▶apo]'),
    says: '`api`',
  },
  {
    code: 'CATALOG_UNKNOWN_OBJECTIVE',
    text: withPolicy('when: exhausted, freeze: [releases], objectives: [errors, ▶uptme]'),
    says: 'did you mean `uptime`?',
  },
  {
    code: 'CATALOG_UNKNOWN_OBJECTIVE',
    text: withPolicy('when: exhausted, freeze: [releases], objectives: [api/uptime, ▶web/uptime]'),
    says: 'there is no objective web/uptime',
  },
  {
    code: 'CATALOG_UNKNOWN_OBJECTIVE',
    text: withPolicy('when: exhausted, freeze: [releases], services: [web], objectives: [▶uptime]'),
    says: 'there is errors',
  },
  {
    code: 'CATALOG_UNKNOWN_SERVICE',
    text: withMaintenance('from: 2026-12-01T02:00Z, to: 2026-12-01T04:00Z, services: [▶wep]'),
    says: '`web`',
  },
  {
    code: 'CATALOG_EMPTY_TIME',
    text: withMaintenance('from: 2026-12-01T02:00Z, to: ▶2026-12-01T03:00+01:00'),
    says: 'an end that is later',
  },
  {
    code: 'CATALOG_DUPLICATE_NAME',
    text: promising(
      'slo:\n  maintenance:\n    - &m { name: move, from: 2026-12-01T02:00Z, to: 2026-12-01T04:00Z }\n    - { <<: *m, name: ▶move }',
    ),
    says: 'move is there twice',
  },
  {
    code: 'CATALOG_UNKNOWN_SERVICE',
    text: withCredit('service: ▶apo, when: slo violated for 2h, credit: 5%'),
    says: '`api`',
  },
  {
    code: 'CATALOG_UNKNOWN_OBJECTIVE',
    text: withCredit('service: web, when: slo violated for 2h, credit: 5%, slo: ▶error'),
    says: 'did you mean `errors`?',
  },
  {
    code: 'CATALOG_CREDIT_NOT_MEASURED',
    text: withCredit('service: cron, when: ▶slo violated for 2h, credit: 5%'),
    says: 'cron has no objective that could be violated',
  },
  {
    code: 'CATALOG_CREDIT_NOT_MEASURED',
    text: withCredit('service: web, when: ▶monthly uptime < 99.5%, credit: 10%'),
    says: 'the uptime of web is not measured',
  },
  {
    code: 'CATALOG_CREDIT_NOT_MEASURED',
    text: withCredit('service: api, when: ▶monthly uptime < 99.5%, credit: 10%, slo: errors'),
    says: 'the uptime of api/errors is not measured',
  },
];

const MEBIBYTE = 2 ** 20;

const OF_DOCUMENTS: readonly FaultExample[] = [
  {
    code: 'CATALOG_INCLUDE_FINDS_NOTHING',
    text: promising('slo: { include: [slos/a.yaml, ▶more/*.yaml] }'),
    machine: { documents: { '/shop/slos/a.yaml': 'a' } },
    says: 'more/*.yaml leads to no file',
  },
  {
    code: 'CATALOG_DOCUMENT_TOO_LARGE',
    text: promising('slo: { include: [▶slos/*.yaml] }'),
    machine: { documents: { '/shop/slos/a.yaml': 'a'.repeat(MEBIBYTE + 1), '/shop/slos/b.yaml': '' } },
    says: 'slos/a.yaml has more than 1 MiB',
  },
  {
    code: 'CATALOG_DOCUMENT_TOO_LARGE',
    text: promising('slo: { include: [▶slos/*.yaml] }'),
    machine: {
      documents: Object.fromEntries(
        Array.from({ length: 12 }, (_, index) => [
          `/shop/slos/${'abcdefghijkl'.charAt(index)}.yaml`,
          'a'.repeat(MEBIBYTE),
        ]),
      ),
    },
    says: 'slos/k.yaml and the documents before it have more than 10 MiB together',
  },
  {
    code: 'CATALOG_DOCUMENT_UNREADABLE',
    text: promising('slo: { include: [▶slos/*.yaml] }'),
    machine: { documents: { '/shop/slos/a.yaml': '\0' } },
    says: 'slos/a.yaml is not UTF-8 text',
  },
];

export const OBJECTIVE_FAULTS: readonly FaultExample[] = [...WRITTEN_WRONGLY, ...AT_ODDS, ...OF_DOCUMENTS];
