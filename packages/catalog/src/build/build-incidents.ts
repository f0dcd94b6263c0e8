/** `incidents`, with its defaults. */
import type { Heartbeat, Incidents, Intake } from '../model-incidents.ts';
import type { IncidentsInput } from '../schema/incidents-schema.ts';
import { defined } from './defined.ts';

export function buildIncidents({ reopenWithin, intakes, heartbeats }: IncidentsInput): Incidents {
  return {
    reopenWithinMs: reopenWithin,
    intakes: intakes.map(buildIntake),
    heartbeats: heartbeats.map(buildHeartbeat),
  };
}

function buildIntake({ map, defaults, ...intake }: IncidentsInput['intakes'][number]): Intake {
  return defined({ ...intake, map: defined(map), defaults: defined(defaults) });
}

function buildHeartbeat({ every, grace, ...heartbeat }: IncidentsInput['heartbeats'][number]): Heartbeat {
  return defined({ ...heartbeat, everyMs: every, graceMs: grace });
}
