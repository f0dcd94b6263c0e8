/** Acknowledgements and silences, seen from either side. */
import type { Incident, TakenAlert } from '@nines/kernel';

export interface Matcher {
  readonly name: string;
  readonly value: string;
  readonly isRegex: boolean;
  readonly isEqual: boolean;
}

/** One of Alertmanager's. */
export interface HeldSilence {
  readonly id: string;
  readonly state: 'active' | 'pending' | 'expired';
  /** Who made it. */
  readonly by: string;
  readonly comment: string;
  readonly matchers: readonly Matcher[];
  /** ISO 8601 UTC. */
  readonly startsAt: string;
  readonly endsAt: string;
}

export interface NewSilence extends Pick<HeldSilence, 'by' | 'comment' | 'matchers'> {
  readonly durationSeconds: number;
}

/** What is open, as far as it matters here. */
export interface OpenIncident {
  readonly incident: Pick<Incident, 'number' | 'status' | 'acknowledgedBy' | 'drill'>;
  /** Those of it that fire, the root's first. */
  readonly firing: readonly Pick<TakenAlert, 'fingerprint' | 'labels'>[];
}

/** No alert has it, so that a silence with it is seen and silences nothing. */
const ACKNOWLEDGED_LABEL = 'acknowledged_incident';

/** A silence whose comment begins so acknowledges what it covers. */
const ACKNOWLEDGES = /^ACK\b/i;

/** Expired when the incident is over; if Nines is gone by then, after a week. Made anew a day before. */
const LASTS_SECONDS = 7 * 86_400;
const RENEWED_MS = 86_400_000;

export interface SilenceChanges {
  readonly create: readonly NewSilence[];
  readonly expire: readonly HeldSilence['id'][];
}

/** What Alertmanager is to show of acknowledgements: one silence for each incident that somebody deals with. */
export function shownAcknowledgements(
  open: readonly OpenIncident[],
  silences: readonly HeldSilence[],
  nowMs: number,
): SilenceChanges {
  const shown = silences
    .filter(({ state }) => state !== 'expired')
    .flatMap((silence) => {
      const number = incidentShownBy(silence);
      return number === undefined ? [] : [{ number, silence }];
    });
  const dealtWith = open.filter(({ incident: { status } }) => status === 'acknowledged' || status === 'mitigated');
  const wanted = new Map(dealtWith.map((each) => [each.incident.number, each]));
  const kept = new Map<number, HeldSilence>();
  const expire: string[] = [];
  for (const { number, silence } of shown) {
    const by = wanted.get(number)?.incident.acknowledgedBy;
    if (by === undefined || silence.by !== (by ?? NOBODY) || kept.has(number)) expire.push(silence.id);
    else if (Date.parse(silence.endsAt) - nowMs < RENEWED_MS) expire.push(silence.id);
    else kept.set(number, silence);
  }
  const create = dealtWith.filter(({ incident }) => !kept.has(incident.number)).map((each) => silenceOf(each));
  return { create, expire };
}

/** Who mitigated without having acknowledged is not kept apart. */
const NOBODY = 'nines';

function silenceOf({ incident: { number, acknowledgedBy }, firing }: OpenIncident): NewSilence {
  const { alertname, service } = firing[0]?.labels ?? {};
  const of = { alertname, service, [ACKNOWLEDGED_LABEL]: String(number) };
  return {
    by: acknowledgedBy ?? NOBODY,
    comment: `acknowledged in Nines: incident ${number}`,
    matchers: Object.entries(of).flatMap(([name, value]) =>
      value === undefined || value === '' ? [] : [{ name, value, isRegex: false, isEqual: true }],
    ),
    durationSeconds: LASTS_SECONDS,
  };
}

function incidentShownBy({ matchers }: HeldSilence): number | undefined {
  const matcher = matchers.find(({ name }) => name === ACKNOWLEDGED_LABEL);
  return matcher === undefined ? undefined : Number(matcher.value);
}

/** That somebody acknowledged an incident by a silence. */
export interface AcknowledgedBySilence {
  readonly silence: HeldSilence['id'];
  readonly incident: number;
  readonly by: string;
  /** ISO 8601 UTC. */
  readonly at: string;
}

/**
 * @param silencedBy - ids of silences that cover an alert, by its fingerprint, as Alertmanager says
 */
export function acknowledgedBySilences(
  open: readonly OpenIncident[],
  silences: readonly HeldSilence[],
  silencedBy: ReadonlyMap<string, readonly string[]>,
): readonly AcknowledgedBySilence[] {
  const acknowledging = new Map(
    silences
      .filter((silence) => silence.state === 'active' && ACKNOWLEDGES.test(silence.comment))
      .map((silence) => [silence.id, silence]),
  );
  return open
    .filter(({ incident: { status } }) => status === 'triggered')
    .flatMap(({ incident: { number }, firing }) => {
      const covering = firing.flatMap(({ fingerprint }) => silencedBy.get(fingerprint) ?? []);
      const [silence] = covering.flatMap((id) => acknowledging.get(id) ?? []);
      if (silence === undefined) return [];
      return [{ silence: silence.id, incident: number, by: silence.by, at: silence.startsAt }];
    });
}
