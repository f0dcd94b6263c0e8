/** Asks everybody who knows something of an alert why it was told, or was not. */
import {
  alertKey,
  explainRouting,
  isApart,
  isHeldBack,
  labelsFingerprint,
  silencesOver,
  whyTold,
} from '@nines/incidents';
import type { AlertSelector, HeldSays, HeldSilence, RaisedSays, WhyAnswer } from '@nines/incidents';
import { NinesError } from '@nines/kernel';
import type { Alert, IncidentStore, TakenAlert } from '@nines/kernel';
import type { Catalog } from '@nines/catalog';
import type { Alertmanager, HeldAlert } from '../alerts/alertmanager.ts';
import type { Prometheus, RuleAlert } from '../signals/prometheus.ts';

export interface WhyOptions {
  readonly store: () => Pick<IncidentStore, 'alertEpisodes' | 'alertsOf' | 'incident' | 'incidents' | 'messagesOf'>;
  /** Alerts that fire, as far as they were taken in. */
  readonly remembered: () => readonly TakenAlert[];
  readonly catalog: () => Catalog | undefined;
  /** What the detectors found; undefined while they do not know. */
  readonly detected: () => readonly Alert[] | undefined;
  readonly prometheus: Pick<Prometheus, 'alerts'>;
  readonly alertmanager: Pick<Alertmanager, 'alerts'>;
  readonly silences: { list(signal: AbortSignal): Promise<readonly HeldSilence[]> };
}

type Labels = Readonly<Record<string, string>>;

/** Episodes that are looked at. */
const EPISODES = 10;

/** The latest incidents, among whose alerts one that is over is looked for by its name. */
const INCIDENTS = 20;

/** The alert that is asked for, as whoever knows it has it. */
interface Meant {
  readonly fingerprint: string;
  readonly labels: Labels;
}

/** @throws NinesError `API_NOT_FOUND` where nobody knows of such an alert */
export async function why(options: WhyOptions, selector: AlertSelector, signal: AbortSignal): Promise<WhyAnswer> {
  const { alertmanager, prometheus, silences } = options;
  const [rules, held, kept] = await Promise.all([
    prometheus.alerts(signal).catch(() => undefined),
    alertmanager.alerts(signal).catch(() => undefined),
    silences.list(signal).catch(() => []),
  ]);
  const { fingerprint, labels } = await meantBy({ selector, held, rules, options });
  const taken = await unlessAway(() => episodesOf(options, fingerprint));
  const number = taken?.[0]?.incident ?? undefined;
  const incident = number === undefined ? undefined : await unlessAway(() => options.store().incident(number));
  const messages = number === undefined ? [] : await unlessAway(() => options.store().messagesOf(number));
  const routes = options.catalog()?.notify.routes ?? [];
  const decided = [...new Set(messages?.map(({ channel }) => channel))];
  const findings = whyTold({
    labels,
    raised: raisedBy(labels, options.detected(), rules),
    held: isApart(fingerprint) ? await apartSays(taken, kept) : held && heldSays(held, fingerprint),
    silences: kept,
    taken,
    incident,
    channels: incident === undefined ? [] : explainRouting(incident, routes, decided),
    messages: messages ?? [],
  });
  return { fingerprint, labels, findings };
}

async function episodesOf({ store }: WhyOptions, fingerprint: string): Promise<readonly TakenAlert[]> {
  return store().alertEpisodes(fingerprint, EPISODES);
}

/** Undefined where the database is away. */
async function unlessAway<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch {
    return undefined;
  }
}

interface Search {
  readonly selector: AlertSelector;
  readonly held: readonly HeldAlert[] | undefined;
  readonly rules: readonly RuleAlert[] | undefined;
  readonly options: WhyOptions;
}

async function meantBy({ held = [], options, rules = [], selector }: Search): Promise<Meant> {
  const taken =
    'fingerprint' in selector ? await unlessAway(() => episodesOf(options, selector.fingerprint)) : undefined;
  const claimed = [...rules, ...(options.detected() ?? [])];
  const raised = claimed.map(({ labels }) => ({ fingerprint: labelsFingerprint(labels), labels }));
  const known: readonly Meant[] = [...(taken ?? []), ...held, ...options.remembered(), ...raised];
  const meant = known.find((each) => isMeant(each, selector)) ?? (await unlessAway(() => pastOne(options, selector)));
  if (meant !== undefined) return meant;
  throw new NinesError(
    'API_NOT_FOUND',
    `nobody knows of an alert ${Object.values(selector).filter(Boolean).join(' of ')}`,
  );
}

/** Of what is over by now, the latest. */
async function pastOne({ store }: WhyOptions, selector: AlertSelector): Promise<Meant | undefined> {
  if ('fingerprint' in selector) return undefined;
  const { service } = selector;
  const incidents = await store().incidents({ limit: INCIDENTS, ...(service !== undefined && { service }) });
  for (const { number } of incidents) {
    const found = (await store().alertsOf(number)).findLast((each) => isMeant(each, selector));
    if (found !== undefined) return found;
  }
  return undefined;
}

function isMeant({ fingerprint, labels }: Meant, selector: AlertSelector): boolean {
  if ('fingerprint' in selector) return fingerprint === selector.fingerprint;
  const { alertname, service } = selector;
  return labels['alertname'] === alertname && (service === undefined || labels['service'] === service);
}

function raisedBy(
  labels: Labels,
  detected: readonly Alert[] | undefined,
  rules: readonly RuleAlert[] | undefined,
): RaisedSays | undefined {
  const key = alertKey(labels);
  if (labels['origin'] === 'detector' && detected !== undefined) {
    const found = detected.find((each) => alertKey(each.labels) === key);
    return { by: 'detector', state: found === undefined ? 'absent' : 'firing', since: found?.startsAt ?? null };
  }
  if (labels['origin'] === 'rule' && rules !== undefined) {
    const found = rules.find((each) => alertKey(each.labels) === key);
    return { by: 'rule', state: found?.state ?? 'absent', since: found?.activeAt ?? null };
  }
  return undefined;
}

/** What came past Alertmanager is silenced only where it was held back when it came. */
async function apartSays(
  taken: readonly TakenAlert[] | undefined,
  kept: readonly HeldSilence[],
): Promise<HeldSays | 'apart'> {
  const [latest] = taken ?? [];
  if (latest === undefined || !isHeldBack(latest)) return 'apart';
  const over = await silencesOver(kept);
  const silencedBy = over(latest.labels).map(({ id }) => id);
  return silencedBy.length === 0
    ? 'apart'
    : { startsAt: latest.startsAt, silencedBy, inhibitedBy: [], inhibitors: new Map() };
}

function heldSays(held: readonly HeldAlert[], fingerprint: string): HeldSays | 'nothing' {
  const found = held.find((each) => each.fingerprint === fingerprint);
  if (found === undefined) return 'nothing';
  const name = ({ labels }: HeldAlert): string =>
    `${labels['alertname'] ?? ''} of ${labels['service'] ?? 'no service'}`;
  return { ...found, inhibitors: new Map(held.map((each) => [each.fingerprint, name(each)])) };
}
