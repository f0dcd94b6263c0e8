/** What a runtime's event changes in what is known. Types as in runtime-process, `core/events.ts`. */
import type { NinesEvent } from '@nines/kernel';
import type { DetectionState, Instance, Moment, Workload } from './model.ts';
import { PROBE_FAILING_AFTER_MS } from './timing.ts';
import { broken, newInstance, newWorkload, settle, withDesired, withInstance, workloadOfSlot } from './workload.ts';

type Facts = NinesEvent['data'];
type InstanceChange = (instance: Instance, data: Facts, now: Moment) => Instance;
type WorkloadChange = (workload: Workload, data: Facts, now: Moment) => Workload;

const INSTANCE_CHANGES: Readonly<Record<string, InstanceChange>> = {
  'instance.started': started,
  'instance.adopted': (instance, data) => ({ ...instance, revision: text(data['revision']) ?? instance.revision }),
  'instance.ready': (instance) => ({ ...instance, ready: true, probing: killedFor(instance) }),
  'instance.unready': unready,
  'instance.stuck': stuck,
  'instance.crashed': crashed,
  'instance.crash-looping': (instance, data, now) => ({
    ...instance,
    row: { ...rowOf(instance, data, now), looping: now },
  }),
  'instance.recovered': (instance) => ({ ...instance, row: null, probing: instance.ready ? null : instance.probing }),
  'instance.stopped': (instance) => ({ ...instance, ready: false, row: null, probing: null }),
};

const WORKLOAD_CHANGES: Readonly<Record<string, WorkloadChange>> = {
  'service.added': (workload, data, now) => newWorkload(workload.name, count(data['replicas'], 1), now),
  'service.scaled': (workload, data, now) => withDesired(workload, count(data['to'], workload.desired), now),
  'service.rolling': (workload) => ({ ...workload, rolling: true }),
  'service.rolled': (workload) => ({ ...workload, rolling: false }),
  'service.roll-stalled': broken,
};

/** Events after which a workload is not what it was. */
const SIGNS_OF_TROUBLE: ReadonlySet<string> = new Set(['instance.crashed', 'instance.stuck', 'instance.unready']);

/**
 * Nothing is begun in a platform that is being stopped. Who finds it running may end it all the same; of a platform that
 * lives on nobody would be told.
 */
const BEGINNINGS: ReadonlySet<string> = new Set([
  'service.added',
  'service.scaled',
  'service.rolling',
  'instance.started',
  'instance.adopted',
]);

/** Takes in one event; types that nobody knows change nothing. */
export function observeEvent(state: DetectionState, event: NinesEvent): DetectionState {
  const known = sameBoot(state, event);
  const now = { ms: state.nowMs, at: event.time };
  if (event.type === 'platform.stopping') return { ...known, stopping: true };
  if (event.type === 'platform.stopped') return { ...known, stopping: true, workloads: new Map() };
  if (event.type === 'platform.applied') return { ...known, stopping: false };
  if (event.type === 'service.removed') return without(known, event.subject);
  const instanceChange = INSTANCE_CHANGES[event.type];
  if (instanceChange !== undefined) return onInstance(known, event, now, instanceChange);
  const workloadChange = WORKLOAD_CHANGES[event.type];
  return workloadChange === undefined ? known : onWorkload(known, event, now, workloadChange);
}

/** What ran before the machine was restarted does not run any more, and nobody was there to say so. */
function sameBoot(state: DetectionState, { id }: NinesEvent): DetectionState {
  const bootId = id.split(':').at(-2) ?? '';
  if (state.bootId === bootId) return state;
  return { ...state, bootId, ...(state.bootId === null ? {} : { workloads: new Map(), stopping: false }) };
}

function onWorkload(state: DetectionState, event: NinesEvent, now: Moment, change: WorkloadChange): DetectionState {
  const before = state.workloads.get(event.subject) ?? foundRunning(event.subject, now);
  const changed = change(before, event.data, now);
  const workload = settle(changed, now, changed.rolling);
  return { ...put(state, { ...workload, heardMs: now.ms }), stopping: isStopping(state, event) };
}

function onInstance(state: DetectionState, event: NinesEvent, now: Moment, change: InstanceChange): DetectionState {
  const { subject: slot, type, data } = event;
  const name = workloadOfSlot(slot);
  const before = state.workloads.get(name) ?? foundRunning(name, now);
  const instance = change(before.instances.get(slot) ?? newInstance(slot), data, now);
  const troubled = SIGNS_OF_TROUBLE.has(type);
  const workload: Workload = {
    ...withInstance(before, instance),
    heardMs: now.ms,
    ...(troubled && { troubledMs: now.ms }),
    ...(type === 'instance.crashed' && { lastEnding: { slot, reason: text(data['reason']) ?? 'ended unseen' } }),
  };
  const settled = settle(troubled ? broken(workload) : workload, now, workload.rolling && !troubled);
  return { ...put(state, settled), stopping: isStopping(state, event) };
}

function isStopping({ stopping }: DetectionState, { type }: NinesEvent): boolean {
  return stopping && !BEGINNINGS.has(type);
}

/** Its beginning fell out of the spool: it is no first start that is seen here. */
function foundRunning(name: string, now: Moment): Workload {
  return { ...newWorkload(name, 1, now), wasReady: true };
}

/** Another definition gets another chance. */
function started(instance: Instance, data: Facts): Instance {
  const revision = text(data['revision']) ?? instance.revision;
  return revision === instance.revision ? instance : { ...instance, revision, row: null };
}

function unready(instance: Instance, data: Facts, now: Moment): Instance {
  const reason = text(data['reason']) ?? 'the probe failed';
  const failing = { since: now, dueMs: now.ms + PROBE_FAILING_AFTER_MS, fired: null, reason, killed: false };
  return { ...instance, ready: false, probing: instance.probing ?? failing };
}

function stuck(instance: Instance, data: Facts, now: Moment): Instance {
  const reason = text(data['reason']) ?? 'it did not answer';
  const { since, fired } = instance.probing ?? { since: now, fired: null };
  return { ...instance, probing: { since, dueMs: now.ms, fired, reason, killed: true } };
}

function crashed(instance: Instance, data: Facts, now: Moment): Instance {
  return { ...instance, ready: false, row: rowOf(instance, data, now), probing: killedFor(instance) };
}

function rowOf({ row }: Instance, data: Facts, now: Moment): NonNullable<Instance['row']> {
  const crashes = count(data['crashesInRow'], 1);
  return row === null || crashes <= 1 ? { since: now, crashes, looping: null } : { ...row, crashes };
}

/** Being ready again ends a failing probe, but not what a process had to be killed for: that has to last first. */
function killedFor({ probing }: Instance): Instance['probing'] {
  return probing?.killed === true ? probing : null;
}

function put(state: DetectionState, workload: Workload): DetectionState {
  return { ...state, workloads: new Map(state.workloads).set(workload.name, workload) };
}

function without(state: DetectionState, name: string): DetectionState {
  return { ...state, workloads: new Map([...state.workloads].filter(([other]) => other !== name)) };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function count(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}
