/**
 * Diagnosis: what is probably wrong with a service, from what is known of it at one moment.
 *
 * A pure reading of states, events and log lines; it names causes with the evidence that led to each.
 */
import type { InstanceStatus, LogLine, NinesEvent, ServiceStatus } from '@nines/kernel';
import { LOG_SIGNATURES, PORT_TAKEN } from './log-signatures.ts';

/** What the diagnosis is made from. */
export interface Evidence {
  readonly service: ServiceStatus;
  /** Whom it calls. */
  readonly dependencies: readonly ServiceStatus[];
  /** About the service and its instances, oldest first. */
  readonly events: readonly NinesEvent[];
  /** Last lines, oldest first. */
  readonly logs: readonly LogLine[];
  /** Who else listens on its port, in words: `process 4711 (nginx, in /)`. */
  readonly listener?: string | undefined;
}

export interface Cause {
  /** A clause without final punctuation. */
  readonly cause: string;
  /** What it was read from. */
  readonly evidence: string;
  readonly remedy: string;
}

type Rule = (evidence: Evidence) => Cause | undefined;

/** Node.js closes an uncaught error with its properties; the message before it tells more than its code. */
const ERROR_CODE = /^\s*code: '[A-Z_]+',?$/;

/** Names of Nines' own workloads begin with this. */
const OWN_PREFIX = 'nines-';
/** Of their ports, those that the catalog may choose. */
const CHOSEN_PORTS: ReadonlySet<string> = new Set(['server', 'prometheus', 'alertmanager']);

/** Causes that others follow from come first: a dependent fails because its dependency does. */
const RULES: readonly Rule[] = [
  dependencyDown,
  logSignature,
  cannotStart,
  endsByItself,
  killedFromOutside,
  stuck,
  notReady,
  crashing,
];

/**
 * Probable causes, the most telling first; empty for a service that has all its replicas ready, unless some of them are
 * only ready between two crashes.
 */
export function likelyCauses(evidence: Evidence): readonly Cause[] {
  const { desired, ready } = evidence.service;
  if (ready >= desired && unwellOf(evidence).length === 0) return [];
  return RULES.map((rule) => rule(evidence)).filter((cause) => cause !== undefined);
}

function unwellOf({ service, events }: Evidence): readonly InstanceStatus[] {
  const looping = crashLoops(events);
  return service.instances.filter(({ id, state }) => state !== 'ready' || looping.has(id));
}

/** Instances that crashed more than once in a row and have not run steadily since. */
function crashLoops(events: readonly NinesEvent[]): ReadonlySet<string> {
  const looping = new Set<string>();
  for (const { type, subject, data } of events) {
    if (type === 'service.added' || type === 'service.rolling') looping.clear();
    if (type === 'instance.recovered' || type === 'instance.stopped') looping.delete(subject);
    if (type === 'instance.crashed' && Number(data['crashesInRow']) > 1) looping.add(subject);
  }
  return looping;
}

function dependencyDown({ dependencies }: Evidence): Cause | undefined {
  const down = dependencies.filter(({ desired, ready }) => desired > 0 && ready === 0).map(({ name }) => name);
  if (down.length === 0) return undefined;
  return {
    cause: `it depends on ${down.join(' and ')}, of which nothing is ready`,
    evidence: dependencies.map(({ name, ready, desired }) => `${name} ${ready}/${desired} ready`).join(', '),
    remedy: `look there first: nines describe ${down[0] ?? ''}`,
  };
}

function logSignature(evidence: Evidence): Cause | undefined {
  const { logs } = evidence;
  const unwell = new Set(unwellOf(evidence).map(({ id }) => id));
  const lines = logs.filter(({ instance, text }) => unwell.has(instance) && !ERROR_CODE.test(text)).reverse();
  for (const signature of LOG_SIGNATURES) {
    const line = lines.find(({ text }) => signature.pattern.test(text));
    if (line === undefined) continue;
    const { cause, remedy } = signature === PORT_TAKEN ? portTaken(evidence) : signature;
    return { cause, evidence: `${line.instance} wrote: ${line.text.trim()}`, remedy };
  }
  return undefined;
}

/** Nobody can change the code of Nines' own workloads: their ports are in the catalog, or Nines chose them. */
function portTaken({ listener, service: { name } }: Evidence): Omit<Cause, 'evidence'> {
  const cause = listener === undefined ? PORT_TAKEN.cause : `${PORT_TAKEN.cause} by ${listener}`;
  if (!name.startsWith(OWN_PREFIX)) return { cause, remedy: PORT_TAKEN.remedy };
  const key = name.slice(OWN_PREFIX.length);
  const orChange = CHOSEN_PORTS.has(key) ? `, or change monitoring.ports.${key} in nines.yaml` : '';
  return { cause, remedy: `stop what listens there${orChange}` };
}

function cannotStart({ events }: Evidence): Cause | undefined {
  const crash = lastOf(events, 'instance.crashed');
  const neverRan = crash?.data['code'] === null && crash.data['signal'] === null;
  const reason = neverRan ? textOf(crash.data['reason']) : undefined;
  if (reason === undefined) return undefined;
  return {
    cause: 'its process cannot be started',
    evidence: reason,
    remedy: 'check command and cwd; `nines validate` names what does not exist',
  };
}

function endsByItself({ events }: Evidence): Cause | undefined {
  const crash = lastOf(events, 'instance.crashed');
  if (crash?.data['code'] !== 0) return undefined;
  return {
    cause: 'its command ends by itself without an error, but a service has to keep running',
    evidence: `${crash.subject} ended with exit code 0`,
    remedy: 'run it in the foreground: a program that puts itself into the background counts as ended',
  };
}

function killedFromOutside({ events }: Evidence): Cause | undefined {
  const crash = lastOf(events, 'instance.crashed');
  const stuckBefore = lastOf(events, 'instance.stuck')?.data['incarnation'];
  if (crash?.data['signal'] !== 'SIGKILL' || crash.data['incarnation'] === stuckBefore) return undefined;
  return {
    cause: 'somebody killed it, perhaps the kernel for want of memory',
    evidence: `${crash.subject} ended by SIGKILL, which Nines did not send`,
    remedy: 'see `dmesg` for "Out of memory", and its memory limit',
  };
}

function stuck({ events }: Evidence): Cause | undefined {
  const event = lastOf(events, 'instance.stuck');
  if (event === undefined) return undefined;
  return {
    cause: 'it stopped making progress and was killed for it',
    evidence: `${event.subject}: ${textOf(event.data['reason']) ?? 'it did not answer'}`,
    remedy: 'look for deadlocks and endless waits before the time of the event',
  };
}

function notReady({ service, events }: Evidence): Cause | undefined {
  const unready = service.instances.filter(({ state }) => state === 'unready' || state === 'starting');
  if (unready.length === 0) return undefined;
  const reason = textOf(lastOf(events, 'instance.unready')?.data['reason']);
  return {
    cause: 'it runs, but its readiness probe does not succeed',
    evidence: `${namesOf(unready)} not ready${reason === undefined ? '' : `: ${reason}`}`,
    remedy: 'ask the probe yourself at the instance port; check health.readiness and that it listens on PORT',
  };
}

function crashing(evidence: Evidence): Cause | undefined {
  const { events } = evidence;
  const crashed = unwellOf(evidence).filter(({ state }) => state === 'crashed' || state === 'ready');
  const crash = lastOf(events, 'instance.crashed');
  if (crashed.length === 0 || crash === undefined) return undefined;
  const how = textOf(crash.data['signal']) ?? `exit code ${JSON.stringify(crash.data['code'])}`;
  return {
    cause: 'it keeps crashing',
    evidence: `${namesOf(crashed)} ended by ${how}`,
    remedy: 'read its last log lines below',
  };
}

function namesOf(instances: readonly InstanceStatus[]): string {
  return instances.map(({ id }) => id).join(', ');
}

function lastOf(events: readonly NinesEvent[], type: string): NinesEvent | undefined {
  return events.findLast((event) => event.type === type);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
