/** Objectives as large organisations have them: of every service, that 99.9 % of the requests to each of its paths succeed. */
import { ALL_ALERTS } from '@nines/slo';
import type { Objective } from '@nines/slo';

const PERIOD_MS = 30 * 86_400_000;

/** Of `service-0`, `service-1`, ... each, `path-0`, `path-1`, ... */
export function requestObjectives(services: number, paths: number): readonly Objective[] {
  return Array.from({ length: services * paths }, (_, index) => {
    return requestObjective(`service-${Math.floor(index / paths)}`, `path-${index % paths}`);
  });
}

function requestObjective(service: string, path: string): Objective {
  const counters = (matchers: string) => ({ form: 'counters', promql: `requests_total{${matchers}}` }) as const;
  const all = `job="${service}",path="${path}"`;
  return {
    service,
    name: path,
    target: '99.9',
    period: { kind: 'rolling', lengthMs: PERIOD_MS },
    indicator: { kind: 'events', total: counters(all), part: 'bad', count: counters(`${all},code=~"5.."`) },
    budgeting: { method: 'occurrences' },
    alerting: ALL_ALERTS,
    labels: {},
    annotations: {},
    place: { file: 'bench', line: 1, column: 1 },
  };
}
