/** Series that rules have recorded of objectives, by the objective that they are about. Pure. */
import { objectiveId } from '@nines/slo/budgets';
import type { ObjectiveKey } from '@nines/store';
import type { Sample, Series } from '../signals/prometheus.ts';

type Labels = Readonly<Record<string, string>>;

export function namesOf({ service = '', slo = '' }: Labels): ObjectiveKey {
  return { service, slo };
}

export function idOf(labels: Labels): string {
  const { service, slo } = namesOf(labels);
  return objectiveId({ service, name: slo });
}

/** Names one sample of one objective. */
export function momentOf(labels: Labels, atMs: number): string {
  return `${idOf(labels)}@${atMs}`;
}

/** By `objectiveId`. */
export function byObjective(samples: readonly Sample[]): ReadonlyMap<string, number> {
  return new Map(samples.map(({ labels, value }) => [idOf(labels), value]));
}

/** By `momentOf`. */
export function byMoment(series: readonly Series[]): ReadonlyMap<string, number> {
  return new Map(
    series.flatMap(({ labels, samples }) =>
      samples.map(({ atMs, value }): [string, number] => [momentOf(labels, atMs), value]),
    ),
  );
}
