/** What a person wants done about an incident. Whether it may be done now is not decided here. */
import type { IncidentLink, IncidentRole, IncidentSeverity, IncidentTask } from './incident.ts';

/** What is wanted. */
export type IncidentAction =
  | { readonly kind: 'acknowledge' }
  | { readonly kind: 'unacknowledge' }
  | { readonly kind: 'mitigate' }
  | { readonly kind: 'resolve' }
  | { readonly kind: 'reopen' }
  | { readonly kind: 'severity'; readonly severity: IncidentSeverity }
  /** `person`: null takes the role away from whoever has it. */
  | { readonly kind: 'role'; readonly role: IncidentRole; readonly person: string | null }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'task'; readonly task: Pick<IncidentTask, 'text' | 'kind' | 'owner' | 'due'> }
  | { readonly kind: 'task-done'; readonly task: IncidentTask['id'] }
  | { readonly kind: 'link'; readonly link: IncidentLink }
  /** The incident becomes a part of that one. */
  | { readonly kind: 'merge'; readonly into: number }
  /** These alerts of it become an incident of their own, which is what is answered. */
  | { readonly kind: 'split'; readonly fingerprints: readonly string[] };

/** That somebody wants it. */
export interface IncidentCommand {
  /** Number of the incident. */
  readonly incident: number;
  readonly action: IncidentAction;
  /** Person, as the timeline names them. */
  readonly by: string;
  /** Idempotency key: the same one again is answered as the first time, and changes nothing. */
  readonly key: string;
  /** When it was asked for, ISO 8601 UTC. */
  readonly at: string;
}
