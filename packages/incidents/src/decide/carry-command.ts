/** What people want done about an incident, done where it is legal. */
import { NinesError } from '@nines/kernel';
import type { IncidentCommand } from '@nines/kernel';
import type { Outage } from '../grouping/outage.ts';
import type { Draft } from './draft.ts';
import { edit } from './edits.ts';
import { MOVES } from './moves.ts';
import { mergeByPerson, splitByPerson } from './regroup-by-person.ts';
import { settle } from './settle.ts';
import { carryOut } from './step.ts';
import { isLegal } from './transitions.ts';

/** What was asked for, so that a key that is used for something else is noticed. */
export function fingerprintOf({ incident, action, by }: IncidentCommand): string {
  return JSON.stringify([incident, by, action]);
}

/**
 * @returns number of the incident that is the answer
 * @throws NinesError `INCIDENT_UNKNOWN`, `INCIDENT_MERGED`, `INCIDENT_ILLEGAL_TRANSITION`, `INCIDENT_UNKNOWN_TASK`,
 *   `INCIDENT_NOT_MERGEABLE`, `INCIDENT_NOT_SPLITTABLE`; then nothing has changed
 */
export function carryCommand(draft: Draft, command: IncidentCommand): number {
  const { incident: number, action, by } = command;
  const outage = upToDate(draft, number);
  const at = clamped(command.at, outage.incident.startedAt, draft.now);
  switch (action.kind) {
    case 'acknowledge':
    case 'unacknowledge':
    case 'mitigate':
    case 'resolve':
    case 'reopen':
      if (isLegal(action.kind, outage.incident, draft.nowMs)) {
        carryOut(draft, outage, { ...MOVES[action.kind](draft, outage, command, at), by });
      }
      break;
    case 'merge':
      mergeByPerson(draft, outage, upToDate(draft, action.into), by);
      return action.into;
    case 'split':
      return splitByPerson(draft, outage, action.fingerprints, by);
    default: {
      const step = edit(outage.incident, action, at);
      if (step !== undefined) carryOut(draft, outage, { ...step, by });
    }
  }
  draft.dirty.add(number);
  return number;
}

/** With all that came before. */
function upToDate(draft: Draft, number: number): Outage {
  if (draft.dirty.has(number)) settle(draft, number);
  const outage = draft.outage(number);
  if (outage !== undefined) return outage;
  const into = draft.mergedInto(number);
  if (into === undefined) {
    throw new NinesError('INCIDENT_UNKNOWN', `There is no incident ${number}`, { details: { incident: number } });
  }
  throw new NinesError('INCIDENT_MERGED', `Incident ${number} is a part of incident ${into} now: say it of that one`, {
    details: { incident: number, into },
  });
}

/** Neither before its beginning nor after now, however clocks differ. */
function clamped(at: string, startedAt: string, now: string): string {
  const asked = at < now ? at : now;
  return asked < startedAt ? startedAt : asked;
}
