/** What can be done from a message by pressing a button, and how a press says of which incident it speaks. */
import { incidentIdentity } from '@nines/kernel';
import type { Incident, IncidentStatus } from '@nines/kernel';

export const PRESS_ACTIONS = ['acknowledge', 'mitigate', 'resolve'] as const;

export type PressAction = (typeof PRESS_ACTIONS)[number];

/** What a button stands for. */
export interface Button {
  readonly action: PressAction;
  /** Number of the incident. */
  readonly incident: number;
  /** How often it had come back when the button was shown: one of before says nothing about what came back. */
  readonly reopenings: number;
  /** Of the platform and the incident, because others have that number too; null: an earlier version showed it. */
  readonly identity: string | null;
}

const BY_STATUS: Readonly<Record<IncidentStatus, readonly PressAction[]>> = {
  triggered: ['acknowledge', 'mitigate', 'resolve'],
  acknowledged: ['mitigate', 'resolve'],
  mitigated: ['resolve'],
  resolved: [],
};

export const BUTTON_LABELS: Readonly<Record<PressAction, string>> = {
  acknowledge: 'Acknowledge',
  mitigate: 'Mitigated',
  resolve: 'Resolve',
};

/** Those that lead somewhere as it stands. */
export function buttonsOf(incident: Incident, platform: string): readonly Button[] {
  const { number, status, reopenings, mergedInto } = incident;
  if (mergedInto !== null) return [];
  const identity = incidentIdentity(platform, incident);
  return BY_STATUS[status].map((action) => ({ action, incident: number, reopenings, identity }));
}

/** `acknowledge:12.0:4k09zq1m7c`: at most 64 bytes. */
export function encodeButton({ action, incident, reopenings, identity }: Button): string {
  return `${action}:${incident}.${reopenings}${identity === null ? '' : `:${identity}`}`;
}

/** Undefined where it is no button of ours: nobody else's text gets past this. */
export function decodeButton(text: string): Button | undefined {
  const match = /^(\w{1,20}):([1-9]\d{0,14})\.(0|[1-9]\d{0,8})(?::([a-z0-9]{10}))?$/u.exec(text);
  const action = PRESS_ACTIONS.find((one) => one === match?.[1]);
  if (match === null || action === undefined) return undefined;
  const [, , incident, reopenings, identity = null] = match;
  return { action, incident: Number(incident), reopenings: Number(reopenings), identity };
}

/** Whether a button speaks of this incident, and not of one of another platform or database that has its number. */
export function isOf({ identity }: Button, incident: Incident, platform: string): boolean {
  return identity === incidentIdentity(platform, incident);
}

/** Whether a button is of before: the incident came back since, or became a part of another. Its press changes nothing. */
export function isStale({ reopenings }: Button, incident: Incident): boolean {
  return reopenings !== incident.reopenings || incident.mergedInto !== null;
}
