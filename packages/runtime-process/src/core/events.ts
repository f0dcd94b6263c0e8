/**
 * The events that supervision emits. Subject is the slot for `instance.*`, the workload for `service.*`.
 *
 * | type | when | data |
 * | --- | --- | --- |
 * | `instance.started` | the process runs | `incarnation`, `revision`, `restarts` |
 * | `instance.adopted` | a new supervisor found it alive | `incarnation`, `revision` |
 * | `instance.ready` | it may get requests | `incarnation`, `afterMs` since its start |
 * | `instance.unready` | it may not any more | `incarnation`, `reason` |
 * | `instance.stuck` | it is killed because it does not answer | `incarnation`, `reason`, `forMs` since the first sign of it |
 * | `instance.crashed` | it ended unasked, or could not be started | `incarnation`, `code`, `signal`, `reason`, `crashesInRow`, `restartInMs` |
 * | `instance.crash-looping` | it crashed for the third time in a row; once a row | `incarnation`, `crashesInRow` |
 * | `instance.recovered` | a steady run ended a row of crashes | `incarnation`, `crashesInRow` of that row |
 * | `instance.stopped` | it ended as asked | `incarnation`, `code`, `signal`, `killed` (it outlasted its grace) |
 * | `service.added` | a workload is new | `replicas`, `revision` |
 * | `service.ready` | every wanted instance is ready | `replicas` |
 * | `service.down` | no instance is ready any more | `replicas`, `rolling` |
 * | `service.scaled` | another number of replicas is wanted | `from`, `to` |
 * | `service.rolling` | instances are to be replaced | `revision`, `reason`: `changed` or `restart` |
 * | `service.roll-stalled` | a new instance crashed or is not ready after 60 s; the old ones that are left go on | `revision`, `slot`, `reason` |
 * | `service.rolled` | every instance is of the wanted revision and ready | `revision` |
 * | `service.removed` | its last instance is gone | |
 * | `platform.stopping` | shutdown began | |
 * | `platform.stopped` | nothing runs any more | |
 */
export const EVENT_TYPES = [
  'instance.started',
  'instance.adopted',
  'instance.ready',
  'instance.unready',
  'instance.stuck',
  'instance.crashed',
  'instance.crash-looping',
  'instance.recovered',
  'instance.stopped',
  'service.added',
  'service.ready',
  'service.down',
  'service.scaled',
  'service.rolling',
  'service.roll-stalled',
  'service.rolled',
  'service.removed',
  'platform.stopping',
  'platform.stopped',
] as const;

/** Types of the events that supervision emits; the table above says when. */
export type EventType = (typeof EVENT_TYPES)[number];

/** The subject of `platform.*` events; whoever writes them down puts the platform's name in its place. */
export const PLATFORM_SUBJECT = 'platform';
