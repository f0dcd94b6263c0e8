/** From a probe of the catalog to the question that one instance is asked. */
import { splitCommand } from '@nines/catalog/vocabulary';
import type { Probe } from '@nines/catalog';
import type { ProbeRequest } from '../probes/run-probe.ts';
import { LOOPBACK } from './plan.ts';
import type { InstancePlace, PlannedWorkload } from './plan.ts';

/** Undefined where there is nobody to ask: no port, or an unusable command. */
export function probeRequest(workload: PlannedWorkload, probe: Probe, place: InstancePlace): ProbeRequest | undefined {
  const { target } = probe;
  if (target.kind === 'exec') return execRequest(workload, target.command, place);
  const { port } = place;
  if (port === null) return undefined;
  if (workload.engine !== undefined) return workload.engine.probe(LOOPBACK, port);
  const address = { host: LOOPBACK, port };
  return target.kind === 'http' ? { kind: 'http', ...address, path: target.path } : { kind: 'tcp', ...address };
}

/** With the environment that the instance itself has. */
function execRequest({ launch }: PlannedWorkload, command: string, place: InstancePlace): ProbeRequest | undefined {
  const split = splitCommand(command);
  if (!split.ok) return undefined;
  return { kind: 'exec', argv: split.words, cwd: launch.cwd, env: launch.program(place).env };
}
