/** The stream of visitors: each arrival does one thing, whether or not the ones before have finished. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@nines/service-kit';

import { choose, pauseMs, type Random } from './arrivals.ts';
import type { Browsing } from './browsing.ts';
import { type Habit, HABITS, logIn } from './habits.ts';

/** What the stream is made of. */
export interface VisitorsOptions {
  /** Arrivals per second on average. */
  readonly perSecond: number;
  readonly newVisitor: () => Browsing;
  readonly random: Random;
  readonly logger: Logger;
}

/** Visitors at once; beyond it arrivals are turned away and counted, so that a dead site cannot fill our memory. */
const MOST_AT_ONCE = 500;
/** How long somebody stays logged in before logging in anew, ms. */
const STAY_MS = 5 * 60_000;
const REPORT_MS = 60_000;

/** Lets visitors come until `signal` aborts; then resolves. */
export async function sendVisitors(options: VisitorsOptions, signal: AbortSignal): Promise<void> {
  const { perSecond, random, logger, newVisitor } = options;
  const counts = { sent: 0, failed: 0, turnedAway: 0 };
  const regulars = createRegulars(newVisitor);
  let present = 0;
  const come = async (habit: Habit): Promise<void> => {
    present += 1;
    counts.sent += 1;
    try {
      await habit.act(habit.as === undefined ? newVisitor() : await regulars(habit.as));
    } catch (err) {
      counts.failed += 1;
      if (!signal.aborted) logger.debug({ err, habit: habit.name }, 'A visitor was disappointed');
    } finally {
      present -= 1;
    }
  };
  let reportAt = performance.now() + REPORT_MS;
  // By intended times: a late wake-up is made up for, so that the rate is kept whatever happens.
  for (let due = performance.now(); await isDue(due, signal); due += pauseMs(perSecond, random)) {
    if (present < MOST_AT_ONCE) void come(choose(HABITS, random));
    else counts.turnedAway += 1;
    if (performance.now() < reportAt) continue;
    logger.info({ ...counts }, 'Visitors of the last minute');
    Object.assign(counts, { sent: 0, failed: 0, turnedAway: 0 });
    reportAt += REPORT_MS;
  }
}

/** Waits; false where the wait was called off. */
async function isDue(due: number, signal: AbortSignal): Promise<boolean> {
  await sleep(Math.max(0, due - performance.now()), undefined, { signal }).catch(() => undefined);
  return !signal.aborted;
}

/** Somebody who is logged in, shared by arrivals for a while: people do not log in for every page. */
function createRegulars(newVisitor: () => Browsing): (role: 'seeker' | 'recruiter') => Promise<Browsing> {
  const known = new Map<string, { readonly visitor: Promise<Browsing>; readonly until: number }>();
  return (role) => {
    const regular = known.get(role);
    if (regular !== undefined && performance.now() < regular.until) return regular.visitor;
    const visitor = newVisitor();
    const ready = logIn(visitor, role).then(() => visitor);
    known.set(role, { visitor: ready, until: performance.now() + STAY_MS });
    ready.catch(() => known.delete(role));
    return ready;
  };
}
