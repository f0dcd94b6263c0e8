/** Documents of OpenSLO -> objectives. @see OpenSLO specification v1, https://github.com/OpenSLO/OpenSLO */
import type { Objective } from '../../objective/objective.ts';
import type { Reading } from '../reading.ts';
import { Objects } from './objects.ts';
import { readSlo } from './read-slo.ts';

/** All documents of a file together, since they refer to each other by name. */
export function readOpenSlo(readings: readonly Reading[]): readonly Objective[] {
  const objects = new Objects();
  for (const reading of readings) objects.add(reading);
  return objects.all('SLO').flatMap((entry) => readSlo(entry, objects));
}
