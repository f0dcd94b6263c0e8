/** What a decision about incidents starts from, and what comes of it. */
import type { Incident, IncidentChanges, IncidentCommand, IncidentImpact, NinesError, TakenAlert } from '@nines/kernel';
import type { ReportedAlert } from '../alerts/reported-alert.ts';

/** Something that happened, or that somebody wants. */
export type IncidentInput =
  | {
      readonly kind: 'alerts';
      readonly alerts: readonly ReportedAlert[];
      /** What the store has of those that `unfamiliar` named. @defaultValue nothing: none was ever taken in */
      readonly recorded?: readonly TakenAlert[];
    }
  | { readonly kind: 'command'; readonly command: IncidentCommand }
  /** An incident that is not remembered any more, read from the store: what follows may be about it. */
  | { readonly kind: 'recalled'; readonly incident: Incident; readonly alerts: readonly TakenAlert[] }
  /** What it cost was measured. */
  | { readonly kind: 'impact'; readonly incident: number; readonly impact: IncidentImpact }
  /** Time went by, or the policy is another one now. */
  | { readonly kind: 'time' };

/** What became of one command. */
export type CommandOutcome =
  /** `incident`: as it is after the whole decision; of a split the new one. */
  | { readonly command: IncidentCommand; readonly incident: Incident; readonly error?: undefined }
  | { readonly command: IncidentCommand; readonly incident?: undefined; readonly error: NinesError };

export interface Decision<State> {
  /** What the next decision starts from, if this one's changes are committed. */
  readonly state: State;
  /** Nothing but what is different. */
  readonly changes: Omit<IncidentChanges, 'revision'>;
  /** One for each command, in their order. */
  readonly outcomes: readonly CommandOutcome[];
}
