/** What a postmortem is drafted from. */
import type { Catalog } from '@nines/catalog';
import type { Incident, OutboxMessage, RecordedEvent, TakenAlert } from '@nines/kernel';
import type { Chart } from './chart.ts';

export interface PostmortemSource {
  readonly incident: Incident;
  readonly alerts: readonly TakenAlert[];
  /** What happened in its time, in the order of time. */
  readonly timeline: readonly RecordedEvent[];
  /** What was changed before it, the latest last. */
  readonly changes: readonly RecordedEvent[];
  readonly messages: readonly OutboxMessage[];
  /** Of the affected services; null where nobody knows. */
  readonly objectives: readonly StandingOfObjective[] | null;
  /** Null where whoever measures could not be asked. */
  readonly charts: readonly Chart[] | null;
  readonly catalog: Pick<Catalog, 'edges' | 'services'>;
  /** Names that people have here, to find those who are made a cause of. */
  readonly people: readonly string[];
  /** When it is drafted, ms since the epoch. */
  readonly nowMs: number;
}

export interface StandingOfObjective {
  readonly service: string;
  readonly slo: string;
  /** Percent in decimal: `99.9`. */
  readonly target: string;
  /** Share of the period's budget that is left, at most 1; null where it is not known. */
  readonly remainingRatio: number | null;
}
