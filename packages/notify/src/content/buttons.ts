/** What can be done from a message by pressing a button, and how a press says of which incident it speaks. */
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
export function buttonsOf({ number, status, reopenings, mergedInto }: Incident): readonly Button[] {
  if (mergedInto !== null) return [];
  return BY_STATUS[status].map((action) => ({ action, incident: number, reopenings }));
}

/** `acknowledge:12.0`: at most 64 bytes. */
export function encodeButton({ action, incident, reopenings }: Button): string {
  return `${action}:${incident}.${reopenings}`;
}

/** Undefined where it is no button of ours: nobody else's text gets past this. */
export function decodeButton(text: string): Button | undefined {
  const match = /^(\w{1,20}):([1-9]\d{0,14})\.(0|[1-9]\d{0,8})$/u.exec(text);
  const action = PRESS_ACTIONS.find((one) => one === match?.[1]);
  return action === undefined ? undefined : { action, incident: Number(match?.[2]), reopenings: Number(match?.[3]) };
}

/** Whether a button is of before: the incident came back since, or became a part of another. Its press changes nothing. */
export function isStale({ reopenings }: Button, incident: Incident): boolean {
  return reopenings !== incident.reopenings || incident.mergedInto !== null;
}
