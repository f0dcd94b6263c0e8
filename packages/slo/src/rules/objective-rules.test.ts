import type { AlertingRule, RecordingRule, RuleGroup } from '@nines/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventsObjective, uptimeObjective } from '../objective/objective.testing.ts';
import type { Objective } from '../objective/objective.ts';
import { blocksOf, matchersOf } from './blocks.ts';
import { objectiveRules } from './objective-rules.ts';
import type { ObjectiveRulesOptions } from './objective-rules.ts';

const DAY_MS = 86_400_000;

function rulesOf(groups: readonly RuleGroup[]) {
  return groups.flatMap(({ rules }) => rules);
}

function alertsOf(objectives: readonly Objective[], options: ObjectiveRulesOptions = {}): readonly AlertingRule[] {
  return rulesOf(objectiveRules(objectives, options)).filter((rule) => 'alert' in rule);
}

function recordsOf(groups: readonly RuleGroup[]): readonly RecordingRule[] {
  return rulesOf(groups).filter((rule) => 'record' in rule);
}

/** Pairs of windows and thresholds. */
function thresholdsOf(changes: Partial<Objective>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    alertsOf([eventsObjective(changes)]).flatMap(({ labels, expr }) => {
      const threshold = / > (.*)$/.exec(expr)?.[1];
      return threshold === undefined ? [] : [[labels['windows'] ?? '', threshold]];
    }),
  );
}

describe('thresholds', () => {
  it('are decimal numbers', () => {
    expect(thresholdsOf({})).toEqual({ '1h/5m': '0.0144', '6h/30m': '0.006', '1d/2h': '0.003', '3d/6h': '0.001' });
    expect(thresholdsOf({ target: '99.995' })).toMatchObject({ '1h/5m': '0.00072', '3d/6h': '0.00005' });
    expect(thresholdsOf({ target: '95' })).toMatchObject({ '1h/5m': '0.72', '6h/30m': '0.3' });
  });

  it('and so is every other number', () => {
    for (const target of ['99.9', '99.97', '99.999999', '70.1']) {
      const objectives = [eventsObjective({ target }), uptimeObjective({ target })];
      const slices = { method: 'timeslices', sliceMs: 420_000, sliceTarget: 0.93 } as const;
      for (const { expr } of rulesOf(objectiveRules([...objectives, eventsObjective({ target, budgeting: slices })]))) {
        expect(expr).not.toMatch(/[1-9]\d*(?:0{7}|9{7})|\.9{7}|\de[-+]?\d/);
      }
    }
  });

  it('are left out where nothing can exceed them', () => {
    expect(Object.keys(thresholdsOf({ target: '93' }))).toEqual(['6h/30m', '1d/2h', '3d/6h']);
    expect(Object.keys(thresholdsOf({ target: '60' }))).toEqual(['3d/6h']);
    const [looks] = objectiveRules([eventsObjective({ target: '93' })]);
    expect(looks?.rules.map((rule) => ('record' in rule ? rule.record : rule.alert))).not.toContain(
      'slo:burn:error_ratio',
    );
  });
});

describe('alerts', () => {
  it('are those that are asked for', () => {
    const tellingOf = (alerting: Objective['alerting']): readonly string[] =>
      alertsOf([eventsObjective({ alerting })]).map(({ labels }) => labels['windows'] ?? 'no data');
    expect(tellingOf({ page: true, ticket: false, noData: false })).toEqual(['1h/5m', '6h/30m']);
    expect(tellingOf({ page: false, ticket: true, noData: false })).toEqual(['1d/2h', '3d/6h']);
    expect(tellingOf({ page: false, ticket: false, noData: true })).toEqual(['no data']);
  });

  it('say how bad it is, and what the platform and the objective say besides', () => {
    const objective = eventsObjective({
      labels: { team: 'web', severity: 'none', service: 'x', 'app.kubernetes.io/name': 'portal', '2nd': 'b', '': 'c' },
      annotations: { runbook_url: 'https://example.test', link: '{{ $labels.slo }}' },
    });
    const [page, ...others] = alertsOf([objective], {
      wordsOf: ({ service }, alert) => ({
        labels: { owner: `owners of ${service}`, team: 'none' },
        annotations: { runbook_url: `${alert}.md`, dashboard: 'slo' },
      }),
    });
    expect(page).toEqual({
      alert: 'ErrorBudgetBurn',
      expr: 'slo:burn:error_ratio{service="portal",slo="errors",windows="1h/5m"} > 0.0144',
      for: '0s',
      labels: {
        owner: 'owners of portal',
        team: 'web',
        app_kubernetes_io_name: 'portal',
        _2nd: 'b',
        _: 'c',
        severity: 'critical',
        windows: '1h/5m',
        service: 'portal',
        slo: 'errors',
      },
      annotations: {
        summary:
          'The error budget of portal/errors burns more than 14.4 times too fast: over 1h and 5m at least ' +
          '{{ $value | humanizePercentage }} was bad; the limit is 1.44 %',
        description: 'At this pace the budget of its whole period is spent within 2 d 2 h. The objective is 99.9 %.',
        runbook_url: 'https://example.test',
        dashboard: 'slo',
        link: '{{ $labels.slo }}',
      },
    });
    expect(others.map(({ labels }) => labels['severity'])).toEqual(['critical', 'warning', 'warning', 'warning']);
    expect(others.at(-1)).toMatchObject({
      alert: 'ObjectiveWithoutData',
      expr: 'absent(sum(slo:events:level{service="portal",slo="errors",part="total"}))',
      for: '1m',
    });
  });

  it('take no name for a template', () => {
    const [page] = alertsOf([eventsObjective({ service: '{{ $x }}', name: 'a"b\\' })]);
    expect(page?.expr).toContain(String.raw`{service="{{ $x }}",slo="a\"b\\",`);
    expect(page?.labels).toMatchObject({ service: '{{ "{{" }} $x }}', slo: 'a"b\\' });
    expect(page?.annotations['summary']).toContain('{{ "{{" }} $x }}/a"b\\ burns');
  });

  it('do not miss data where none is expected', () => {
    const silentWhile = ({ service }: Objective): string => `max(wanted{service="${service}"}) == 0`;
    expect(alertsOf([eventsObjective()], { silentWhile }).at(-1)?.expr).toBe(
      'absent(sum(slo:events:level{service="portal",slo="errors",part="total"}))' +
        ' unless on () max(wanted{service="portal"}) == 0',
    );
  });
});

describe('what is recorded', () => {
  it('is little for each objective, and less where many are alike', () => {
    const of = (count: number): readonly Objective[] =>
      Array.from({ length: count }, (_, index) => eventsObjective({ service: `s${index % 5}`, name: `n${index}` }));
    expect(rulesOf(objectiveRules([eventsObjective()]))).toHaveLength(14);
    expect(rulesOf(objectiveRules([uptimeObjective()]))).toHaveLength(11);
    const alike = [...Array(50).keys()].map((index) => eventsObjective({ service: `s${index}` }));
    expect(rulesOf(objectiveRules(alike)).length / 50).toBeLessThan(6.2);
    expect(rulesOf(objectiveRules(of(50))).length / 50).toBeLessThan(7);
  });

  it('knows levels of other expressions apart', () => {
    const definitionOf = (promql: string): unknown => {
      const total = { form: 'counters', promql } as const;
      const indicator = { kind: 'events', part: 'bad', total, count: total } as const;
      return recordsOf(objectiveRules([eventsObjective({ indicator })]))[0]?.labels?.['definition'];
    };
    expect(definitionOf('a_total')).toMatch(/^[0-9a-f]{8}$/);
    expect(definitionOf('a_total')).toBe(definitionOf('a_total'));
    expect(definitionOf('a_total')).not.toBe(definitionOf('b_total'));
  });

  it('is the ratio of a whole period only where Prometheus remembers it', () => {
    const names = (objective: Objective, retentionMs: number): readonly string[] =>
      recordsOf(objectiveRules([objective], { retentionMs })).map(({ record }) => record);
    expect(names(eventsObjective(), 30 * DAY_MS)).toContain('slo:period:error_ratio');
    expect(names(eventsObjective(), 30 * DAY_MS - 1)).not.toContain('slo:period:error_ratio');
    const month = eventsObjective({ period: { kind: 'calendar', unit: 'month', timezone: 'UTC' } });
    expect(names(month, 400 * DAY_MS)).not.toContain('slo:period:error_ratio');
  });

  it('is the same for the same objectives', () => {
    const objectives = [eventsObjective(), uptimeObjective(), eventsObjective({ service: 'api' })];
    expect(JSON.stringify(objectiveRules(objectives))).toBe(
      JSON.stringify(objectiveRules(structuredClone(objectives))),
    );
  });
});

const names = fc.constantFrom('a', 'b', 'a.b', 'c|d', 'é"');

const objectives = fc.uniqueArray(
  fc
    .record({
      service: names,
      name: names,
      target: fc.constantFrom('99', '99.9'),
      period: fc.constantFrom(7, 30).map((days) => ({ kind: 'rolling' as const, lengthMs: days * DAY_MS })),
      budgeting: fc.constantFrom<Objective['budgeting']>(
        { method: 'occurrences' },
        { method: 'ratio-timeslices', sliceMs: 60_000 },
      ),
      build: fc.constantFrom(eventsObjective, uptimeObjective),
    })
    .map(({ build, ...changes }) => build(changes)),
  { selector: ({ service, name }) => JSON.stringify([service, name]), maxLength: 25 },
);

describe('objectives that are computed together', () => {
  it('are each in one block, whose labels mean them and nothing else', () => {
    fc.assert(
      fc.property(objectives, (all) => {
        const blocks = blocksOf(all, { stepMs: 5_000, retentionMs: 0 });
        expect(blocks.flatMap((block) => block.objectives).sort(byId)).toEqual(all.toSorted(byId));
        for (const block of blocks) {
          const services = new Set(block.objectives.map(({ service }) => service));
          const slos = new Set(block.objectives.map(({ name }) => name));
          expect(block.objectives).toHaveLength(services.size * slos.size);
          expect(matchersOf(block.objectives).match(/(?:service|slo)=/g)).toHaveLength(2);
        }
      }),
    );
  });

  it('have groups of different names, in which no alert or series is there twice', () => {
    fc.assert(
      fc.property(objectives, (all) => {
        const groups = objectiveRules(all);
        expect(new Set(groups.map(({ name }) => name)).size).toBe(groups.length);
        const identities = rulesOf(groups).map((rule) =>
          JSON.stringify(['alert' in rule ? rule.alert : rule.record, rule.labels]),
        );
        expect(new Set(identities).size).toBe(identities.length);
      }),
    );
  });
});

function byId(one: Objective, other: Objective): number {
  return JSON.stringify([one.service, one.name]) < JSON.stringify([other.service, other.name]) ? -1 : 1;
}
