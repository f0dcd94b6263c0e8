/**
 * Who hears of which alert, and when.
 *
 * Every listener has a route of its own that lets the alert go on to the next, and below it the same tree: by severity,
 * and below that by owner, who may have mute times.
 */
import type { Catalog, MuteTime } from '@nines/catalog';
import { durationText } from '../duration.ts';
import type { Route } from './document.ts';
import { is } from './matchers.ts';
import { DRILL, RECOVERING, WATCHDOG } from './names.ts';
import { HEARTBEAT, NINES, NOBODY, PLATFORM, webhookReceiver } from './receiver-names.ts';
import { paceOf, ROUTED_SEVERITIES } from './timing.ts';
import type { Listener, RoutedSeverity } from './timing.ts';

/** One outage of a service is one group, and so one message. */
const GROUP_BY = ['service'];

/**
 * Programs put together by themselves what belongs together. A page that waits for the next message of a group which
 * another, silenced page keeps alive would be late.
 */
const PAGES_GROUP_BY = ['service', 'alertname'];

/** What the branches of the tree are made of. */
interface Branches {
  readonly mute: readonly MuteTime[];
  /** Whose alerts these may be. */
  readonly owners: readonly string[];
}

/** An alert that no branch knows (another severity, nobody's) still reaches Nines, as fast as a page. */
export function routeTree({ notify, monitoring: { mute }, services }: Catalog): Route {
  const branches = { mute, owners: services.flatMap(({ owner }) => owner ?? []) };
  const everything = notify.webhooks.filter(({ receives }) => receives === 'all');
  return {
    receiver: NINES,
    group_by: GROUP_BY,
    ...paceOf('critical', 'program'),
    routes: [
      watchdogRoute(notify.heartbeat?.periodMs),
      { receiver: NOBODY, matchers: [is('alertname', RECOVERING)] },
      ...everything.map(({ name }) => listenerRoute(webhookReceiver(name), 'program', branches)),
      // About Nines itself, which no service's owner answers for. Drills go where routes of Nines lead them, or nowhere.
      {
        matchers: [is('scope', 'platform'), is(DRILL, '')],
        ...listenerRoute(PLATFORM, 'person', { mute, owners: [] }),
      },
      listenerRoute(NINES, 'program', branches),
    ],
  };
}

/** Nobody but the far end of the dead man's switch hears of it. */
function watchdogRoute(periodMs: number | undefined): Route {
  const matchers = [is('alertname', WATCHDOG)];
  if (periodMs === undefined) return { receiver: NOBODY, matchers };
  return {
    receiver: HEARTBEAT,
    matchers,
    group_by: ['alertname'],
    group_wait: '1s',
    group_interval: durationText(periodMs),
    // Whether it is due again is asked once an interval, a little less than an interval after the last message.
    repeat_interval: durationText(Math.ceil(periodMs / 2)),
  };
}

function listenerRoute(receiver: string, listener: Listener, branches: Branches): Route {
  return {
    receiver,
    continue: true,
    ...paceOf('critical', listener),
    routes: ROUTED_SEVERITIES.map((severity) => severityRoute(severity, receiver, listener, branches)),
  };
}

function severityRoute(severity: RoutedSeverity, receiver: string, listener: Listener, branches: Branches): Route {
  const applying = branches.mute.filter(({ severities }) => severities.some((muted) => muted === severity));
  const owners = [...new Set([...branches.owners, ...applying.flatMap((time) => time.owners ?? [])])];
  return {
    receiver,
    matchers: [is('severity', severity)],
    ...(severity === 'critical' && listener === 'program' && { group_by: PAGES_GROUP_BY }),
    ...paceOf(severity, listener),
    ...muted(applying.filter((time) => time.owners === undefined)),
    ...(owners.length > 0 && { routes: owners.map((owner) => ownerRoute(owner, receiver, applying)) }),
  };
}

function ownerRoute(owner: string, receiver: string, applying: readonly MuteTime[]): Route {
  const times = applying.filter(({ owners }) => owners === undefined || owners.includes(owner));
  return { receiver, matchers: [is('owner', owner)], ...muted(times) };
}

function muted(times: readonly MuteTime[]): Pick<Route, 'mute_time_intervals'> {
  return times.length === 0 ? {} : { mute_time_intervals: times.map(({ name }) => name) };
}
