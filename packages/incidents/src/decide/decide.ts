/**
 * Decides about alerts and incidents: what they come to, what is told of it, what is kept. Pure: whoever calls it commits
 * the changes, or throws them away and decides anew.
 */
import { NinesError } from '@nines/kernel';
import type { AnsweredCommand, IncidentCommand } from '@nines/kernel';
import type { IncidentPolicy } from '../policy/incident-policy.ts';
import { alertEvents } from './alert-events.ts';
import { carryCommand, fingerprintOf } from './carry-command.ts';
import { closeDraft } from './close-draft.ts';
import { Draft } from './draft.ts';
import { concludeMerges } from './conclude-merges.ts';
import type { CommandOutcome, Decision, IncidentInput } from './model.ts';
import { LONGEST_QUIET_MS } from './hold.ts';
import { recall } from './recall.ts';
import { settle } from './settle.ts';
import type { IncidentState } from './state.ts';
import { carryOut } from './step.ts';
import { takeAlerts } from './take-alerts.ts';

/** How a command ended: with the number of the incident that is its answer, or not at all. */
interface Carried {
  readonly command: IncidentCommand;
  readonly number?: number;
  readonly error?: NinesError;
}

/**
 * @param nowMs - by the wall clock, which may have been set
 * @throws nothing: what cannot be done is an outcome
 */
export function decide(
  state: IncidentState,
  inputs: readonly IncidentInput[],
  policy: IncidentPolicy,
  nowMs: number,
): Decision<IncidentState> {
  const draft = new Draft(state, policy, nowMs);
  const carried: Carried[] = [];
  for (const input of inputs) {
    switch (input.kind) {
      case 'alerts':
        takeAlerts(draft, input.alerts, input.recorded ?? []);
        break;
      case 'command':
        carried.push(carry(draft, input.command, carried));
        break;
      case 'recalled':
        recall(draft, input.incident, input.alerts);
        break;
      case 'impact': {
        const outage = draft.outage(input.incident);
        if (outage === undefined) break;
        carryOut(draft, outage, { changes: { impact: input.impact } });
        draft.dirty.add(input.incident);
        break;
      }
      case 'time':
        break;
    }
  }
  lookAgain(draft, state);
  for (const number of [...draft.dirty].sort((one, other) => one - other)) settle(draft, number);
  concludeMerges(draft);
  const alerts = [...draft.changed.values()].map(({ alert }) => alert);
  const incidents = [...draft.incidents.values()];
  const { messages } = draft;
  const events = [...alertEvents(draft), ...draft.events];
  const outcomes = carried.map((each) => outcomeOf(draft, each));
  const answered = answersOf(outcomes);
  return { state: closeDraft(draft), changes: { alerts, incidents, messages, events, answered }, outcomes };
}

/** What was to be looked at by now, and all that is open where budgets or routes are others. */
function lookAgain(draft: Draft, { exhausted, routes }: IncidentState): void {
  for (const [number, ms] of draft.timers.entries()) if (ms <= draft.nowMs || isFar(draft, ms)) draft.dirty.add(number);
  if (exhausted === draft.policy.exhausted && routes === draft.policy.routes) return;
  for (const { incident } of draft.outages.values())
    if (incident.status !== 'resolved') draft.dirty.add(incident.number);
}

/** No wait is so long: the clock was set back. */
function isFar({ nowMs }: Draft, ms: number): boolean {
  return ms > nowMs + LONGEST_QUIET_MS;
}

function carry(draft: Draft, command: IncidentCommand, before: readonly Carried[]): Carried {
  const same = before.find(({ command: { key }, error }) => key === command.key && error === undefined);
  if (same !== undefined) return again(command, same);
  try {
    return { command, number: carryCommand(draft, command) };
  } catch (error) {
    if (!(error instanceof NinesError)) throw error;
    return { command, error };
  }
}

function again(command: IncidentCommand, same: Carried): Carried {
  if (fingerprintOf(same.command) === fingerprintOf(command)) return { ...same, command };
  const message = `The key ${command.key} was used for something else`;
  return { command, error: new NinesError('API_KEY_REUSED', message, { details: { key: command.key } }) };
}

function outcomeOf(draft: Draft, { command, number = 0, error }: Carried): CommandOutcome {
  if (error !== undefined) return { command, error };
  const incident = draft.outages.get(number)?.incident ?? draft.incidents.get(number);
  if (incident !== undefined) return { command, incident };
  return { command, error: new NinesError('INCIDENT_UNKNOWN', `There is no incident ${number}`) };
}

function answersOf(outcomes: readonly CommandOutcome[]): readonly AnsweredCommand[] {
  const answers = outcomes.flatMap(({ command, incident }): AnsweredCommand[] =>
    incident === undefined ? [] : [{ key: command.key, fingerprint: fingerprintOf(command), answer: incident }],
  );
  return [...new Map(answers.map((answer) => [answer.key, answer])).values()];
}
