/** One outage as people deal with it: what is wrong, since when, who cares for it, and how far they are. */

/** 1 is the worst; 4 is a ticket that wakes nobody. */
export type IncidentSeverity = 1 | 2 | 3 | 4;

export const INCIDENT_STATUSES = ['triggered', 'acknowledged', 'mitigated', 'resolved'] as const;

export type IncidentStatus = (typeof INCIDENT_STATUSES)[number];

export const INCIDENT_ROLES = ['commander', 'communications', 'scribe'] as const;

export type IncidentRole = (typeof INCIDENT_ROLES)[number];

/** An alert that was taken in, for as long as it fires and ever after. `fingerprint` and `startsAt` are its identity. */
export interface TakenAlert {
  /** As Alertmanager gives it; of other sources something as unique, with the source before a colon. */
  readonly fingerprint: string;
  /** ISO 8601 UTC. */
  readonly startsAt: string;
  /** ISO 8601 UTC; null while it fires. */
  readonly endsAt: string | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** When it was taken in first, ISO 8601 UTC. */
  readonly receivedAt: string;
  /** Number of the incident that it is part of; null where it is of no incident. */
  readonly incident: number | null;
}

/** One thing to be done, during the incident or after it. */
export interface IncidentTask {
  readonly id: string;
  readonly text: string;
  /** `corrective`: of the postmortem, tracked until it is done. */
  readonly kind: 'task' | 'corrective';
  readonly owner: string | null;
  /** `2026-12-24`, or null. */
  readonly due: string | null;
  /** ISO 8601 UTC; null while it is open. */
  readonly doneAt: string | null;
}

export interface IncidentLink {
  readonly title: string;
  readonly url: string;
}

/** A time in which something was wrong, ISO 8601 UTC; `to` is null while it still is. */
export interface Disturbance {
  readonly from: string;
  readonly to: string | null;
  /** How much of it nothing was wrong, where several that were near each other became one. @defaultValue 0 */
  readonly quietSeconds?: number;
}

export interface Incident {
  /** Ascending within its platform, from 1: what people call it. */
  readonly number: number;
  /** What is wrong, in a few words: `postgres is down`. */
  readonly title: string;
  readonly status: IncidentStatus;
  readonly severity: IncidentSeverity;
  /** A person's choice is not changed by rules. */
  readonly severityBy: 'rule' | 'person';
  /** Name of the drill whose alerts these are; null where it is real. */
  readonly drill: string | null;
  /** What caused the others, as far as the catalog tells; null where no alert names a service. */
  readonly root: { readonly service: string; readonly alertname: string } | null;
  /** Affected, the root first. */
  readonly services: readonly string[];
  /** Of the affected services, that of the root first. */
  readonly owners: readonly string[];
  /** Since when something was wrong, ISO 8601 UTC. All following moments too. */
  readonly startedAt: string;
  /** When the first alert was taken in. */
  readonly detectedAt: string;
  /** When it was begun here: what never changes of it. Those of earlier versions have none. */
  readonly openedAt?: string;
  /** When somebody did so first: coming back does not undo it. */
  readonly acknowledgedAt: string | null;
  /** Who did so last. */
  readonly acknowledgedBy: string | null;
  readonly mitigatedAt: string | null;
  /** When nothing was wrong any more, or when a person said so. */
  readonly resolvedAt: string | null;
  /** Person, or `nines` where its alerts ended. */
  readonly resolvedBy: string | null;
  /** Whether all of it was known to Nines itself only: Alertmanager tells people of it directly. */
  readonly isOfPlatform: boolean;
  /** How often it came back after it had been resolved. */
  readonly reopenings: number;
  /** When something was bad enough to page, merged, a hundred at most: what downtime is summed from. */
  readonly disturbances: readonly Disturbance[];
  /** Alerts of it, ever; and those that fire now. */
  readonly alertCount: number;
  readonly firingCount: number;
  readonly roles: Readonly<Partial<Record<IncidentRole, string>>>;
  readonly tasks: readonly IncidentTask[];
  readonly links: readonly IncidentLink[];
  /** Channels that were told of it: what follows is told there too, however routes and severity change. */
  readonly told: readonly string[];
  /** What a person merged or split is not taken apart nor put together again by rules; alerts still join it. */
  readonly groupedBy: 'rule' | 'person';
  /** A person reopened it while no alert fired: it does not resolve by itself until one has. */
  readonly isKeptOpen: boolean;
  /** It turned out to be a part of that one, which has its alerts now; null otherwise. */
  readonly mergedInto: number | null;
  /** What it cost, measured when it was resolved; null before. */
  readonly impact: IncidentImpact | null;
  /** From 1, one more with every change. */
  readonly version: number;
}

/** Worst severity of which no postmortem has to be written is one more. */
const SEVERITY_WITH_POSTMORTEM = 2;

/**
 * Whether a postmortem is still to be written: of what was real, is over, and was severe. It is written where a link whose
 * title begins with `postmortem` leads to it.
 */
export function owesPostmortem({ drill, links, mergedInto, severity, status }: Incident): boolean {
  if (status !== 'resolved' || drill !== null || mergedInto !== null || severity > SEVERITY_WITH_POSTMORTEM)
    return false;
  return !links.some(({ title }) => /^postmortem/i.test(title));
}

/** What users and promises lost. Figures that are not known are null, never 0. */
export interface IncidentImpact {
  readonly failedRequests: number | null;
  readonly totalRequests: number | null;
  /** Minutes in which something was bad enough to page. */
  readonly minutes: number;
  readonly budgets: readonly {
    readonly service: string;
    readonly slo: string;
    /** Share of what the period allows, 0-1 and above. */
    readonly spentRatio: number;
  }[];
}
