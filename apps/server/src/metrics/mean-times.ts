/** Mean times of incidents, as metrics: of the last 30 days, of all, by service and by team. */
import type { ApiFigures, ApiIncidentFigures } from '@nines/api';
import type { Clock } from '@nines/kernel';
import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';

export interface MeanTimesOptions {
  /** Rejects where nobody knows. */
  readonly figures: (by: 'service' | 'team') => Promise<ApiIncidentFigures>;
  readonly clock: Pick<Clock, 'monotonicMs'>;
}

interface Figure {
  readonly name: string;
  readonly help: string;
  readonly of: (figures: ApiFigures) => number | null;
}

const FIGURES: readonly Figure[] = [
  {
    name: 'nines_incident_mttd_seconds',
    help: 'From the begin of the trouble to its detection, mean of 30 days',
    of: ({ mttdSeconds }) => mttdSeconds,
  },
  {
    name: 'nines_incident_mtta_seconds',
    help: 'From the detection until somebody took it on, mean of 30 days',
    of: ({ mttaSeconds }) => mttaSeconds,
  },
  {
    name: 'nines_incident_mttr_seconds',
    help: 'Downtime of 30 days by the number of incidents',
    of: ({ mttrSeconds }) => mttrSeconds,
  },
  {
    name: 'nines_incident_downtime_seconds',
    help: 'Disturbed time of 30 days, summed over incidents',
    of: ({ downtimeSeconds }) => downtimeSeconds,
  },
  {
    name: 'nines_incident_detection_kept_ratio',
    help: 'Share of incidents of 30 days that were detected within a minute, 0-1',
    of: ({ detection }) => detection.keptRatio,
  },
  {
    name: 'nines_incident_restoration_kept_ratio',
    help: 'Share of incidents of 30 days that were over within five minutes, 0-1',
    of: ({ restoration }) => restoration.keptRatio,
  },
];

/** They change with incidents, not with scrapes, ms. */
const KNOWN_FOR_MS = 60_000;

type Known = readonly (readonly ['service' | 'team', ApiIncidentFigures])[];

/** Adds them to what is told already. Figures that are not known have no series. */
export function addMeanTimes(registry: Registry, { clock, figures }: MeanTimesOptions): void {
  let known: { readonly at: number; readonly of: Promise<Known> } | undefined;
  const read = async (): Promise<Known> => {
    const nowMs = clock.monotonicMs();
    if (known === undefined || nowMs >= known.at + KNOWN_FOR_MS) {
      const bys = ['service', 'team'] as const;
      known = { at: nowMs, of: Promise.all(bys.map(async (by) => [by, await figures(by)] as const)).catch(() => []) };
    }
    return known.of;
  };
  for (const { name, help, of } of FIGURES) {
    new Gauge({
      ...{ name, help, labelNames: ['by', 'name', 'drill'], registers: [registry] },
      async collect() {
        const all = await read();
        this.reset();
        for (const { period, ...labels } of all.flatMap(([by, answer]) => groupsOf(by, answer))) {
          const value = of(period);
          if (value !== null) this.set(labels, value);
        }
      },
    });
  }
}

interface Group {
  readonly by: 'all' | 'service' | 'team';
  readonly name: string;
  readonly drill: string;
  readonly period: ApiFigures;
}

/** An incident is of one service and of one team: those of all are told once. */
function groupsOf(by: 'service' | 'team', { drills, real }: ApiIncidentFigures): readonly Group[] {
  const of = (drill: string, { groups, overall }: ApiIncidentFigures['real']): readonly Group[] => [
    ...(by === 'service' ? [{ by: 'all', name: 'all', drill, period: overall.period } as const] : []),
    ...groups.map(({ name, period }) => ({ by, name, drill, period })),
  ];
  return [...of('false', real), ...of('true', drills)];
}
