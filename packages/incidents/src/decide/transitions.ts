/** Every way from one status of an incident to another that people have. */
import { NinesError } from '@nines/kernel';
import type { Incident, IncidentStatus } from '@nines/kernel';

interface Transition {
  readonly from: readonly IncidentStatus[];
  readonly to: IncidentStatus;
  /** In these it is so already: asked for again, nothing changes. */
  readonly already: readonly IncidentStatus[];
}

const TRANSITIONS = {
  acknowledge: { from: ['triggered'], to: 'acknowledged', already: ['acknowledged'] },
  unacknowledge: { from: ['acknowledged'], to: 'triggered', already: ['triggered'] },
  mitigate: { from: ['triggered', 'acknowledged'], to: 'mitigated', already: ['mitigated'] },
  resolve: { from: ['triggered', 'acknowledged', 'mitigated'], to: 'resolved', already: ['resolved'] },
  reopen: { from: ['resolved'], to: 'triggered', already: ['triggered'] },
} as const satisfies Readonly<Record<string, Transition>>;

export type Move = keyof typeof TRANSITIONS;

/** So long after its end a person may take it up again, ms; what is later gets an incident of its own. */
const REOPEN_BY_PERSON_MS = 86_400_000;

/**
 * @returns whether there is anything to do
 * @throws NinesError `INCIDENT_ILLEGAL_TRANSITION`, with what is legal
 */
export function isLegal(move: Move, { number, status, resolvedAt }: Incident, nowMs: number): boolean {
  const { from, already }: Transition = TRANSITIONS[move];
  if (already.includes(status)) return false;
  const legal = legalMoves(status);
  if (!from.includes(status)) {
    throw new NinesError(
      'INCIDENT_ILLEGAL_TRANSITION',
      `Incident ${number} is ${status}: ${move} is not possible, but ${legal.join(', ')}`,
      { details: { incident: number, status, move, legal } },
    );
  }
  if (move === 'reopen' && resolvedAt !== null && nowMs > Date.parse(resolvedAt) + REOPEN_BY_PERSON_MS) {
    throw new NinesError(
      'INCIDENT_ILLEGAL_TRANSITION',
      `Incident ${number} has been over for more than a day: it stays so, and new alerts get an incident of their own`,
      { details: { incident: number, status, move, resolvedAt } },
    );
  }
  return true;
}

/** What changes an incident of that status. */
function legalMoves(status: IncidentStatus): readonly Move[] {
  const moves = Object.keys(TRANSITIONS) as Move[];
  return moves.filter((move) => (TRANSITIONS[move] as Transition).from.includes(status));
}
