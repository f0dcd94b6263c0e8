/** What changes with a person's word about where an incident is on its way. */
import type { IncidentCommand } from '@nines/kernel';
import { cutOutage } from '../grouping/outage.ts';
import type { Outage } from '../grouping/outage.ts';
import type { Draft } from './draft.ts';
import { factsOf } from './facts.ts';
import { rebuild } from './rebuild.ts';
import { BACK } from './settle.ts';
import type { Step } from './step.ts';
import type { Move } from './transitions.ts';

/** @param at - when it was so, ISO 8601 UTC */
type MoveStep = (draft: Draft, outage: Outage, command: IncidentCommand, at: string) => Step;

export const MOVES: Readonly<Record<Move, MoveStep>> = {
  acknowledge: (_draft, { incident }, { by }, at) => ({
    changes: { status: 'acknowledged', acknowledgedAt: incident.acknowledgedAt ?? at, acknowledgedBy: by },
    event: { type: 'acknowledged' },
    reason: 'acknowledged',
  }),
  unacknowledge: () => ({
    changes: { status: 'triggered', acknowledgedAt: null, acknowledgedBy: null },
    event: { type: 'unacknowledged' },
  }),
  mitigate: (_draft, _outage, _command, at) => ({
    changes: { status: 'mitigated', mitigatedAt: at },
    event: { type: 'mitigated' },
    reason: 'mitigated',
  }),
  resolve: (draft, outage, { by }, at) => {
    cutOutage(outage, Date.parse(at), draft.policy);
    const { disturbances } = factsOf(outage, draft.policy);
    return {
      changes: { status: 'resolved', resolvedAt: at, resolvedBy: by, isKeptOpen: false, disturbances },
      event: { type: 'resolved', data: { at } },
      reason: 'resolved',
    };
  },
  reopen: (draft, outage) => {
    const { reopenings, resolvedAt } = outage.incident;
    outage.incident = { ...outage.incident, status: 'triggered' };
    if (outage.cutMs !== null) rebuild(draft, outage);
    const { disturbances } = factsOf(outage, draft.policy);
    const isKeptOpen = outage.firingCount === 0;
    return {
      changes: { ...BACK, reopenings: reopenings + 1, isKeptOpen, disturbances },
      event: { type: 'reopened', data: { resolvedAt } },
      reason: 'reopened',
    };
  },
};
