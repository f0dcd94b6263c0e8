/** Which objectives of those that were read are meant. */
import { NinesError } from '@nines/kernel';
import { objectiveId } from '@nines/slo';
import type { Objective } from '@nines/slo';

/**
 * All without a name; with `SERVICE/NAME` that one; with `NAME` those of all services that are called so.
 *
 * @throws NinesError `CLI_INVALID_INPUT` where there is none
 */
export function selectObjectives(objectives: readonly Objective[], name: unknown): readonly Objective[] {
  if (objectives.length === 0) throw new NinesError('CLI_INVALID_INPUT', 'there are no objectives in the file');
  if (typeof name !== 'string') return objectives;
  const found = objectives.filter((objective) => objective.name === name || objectiveId(objective) === name);
  if (found.length > 0) return found;
  const known = objectives.map(objectiveId).join(', ');
  throw new NinesError('CLI_INVALID_INPUT', `there is no objective "${name}"; there are ${known}`);
}
