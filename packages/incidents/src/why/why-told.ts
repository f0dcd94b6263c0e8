/** Why an alert was told, or was not, and to whom: from what each part says. Pure. */
import type { DeliveryState, Incident, OutboxMessage, TakenAlert } from '@nines/kernel';
import type { ChannelFinding } from '../routing/explain-routing.ts';
import { isHeldBack } from '../silences/held-back.ts';
import type { HeldSilence } from '../silences/silences.ts';
import type { WhyFinding } from './finding.ts';

/** What each part says; undefined where it does not answer. `apart`: it does not come by way of Alertmanager. */
export interface WhySources {
  readonly labels: Readonly<Record<string, string>>;
  readonly raised: RaisedSays | undefined;
  readonly held: HeldSays | 'nothing' | 'apart' | undefined;
  /** Of Alertmanager, to say whose they are. */
  readonly silences: readonly HeldSilence[];
  /** Episodes that were taken in, newest first. */
  readonly taken: readonly TakenAlert[] | undefined;
  readonly incident: Incident | undefined;
  /** Of each channel whether it is told, and why. */
  readonly channels: readonly ChannelFinding[];
  /** Of the incident. */
  readonly messages: readonly OutboxMessage[];
}

/** Whoever raises it: a detector or a rule. */
export interface RaisedSays {
  readonly by: 'detector' | 'rule';
  readonly state: 'pending' | 'firing' | 'absent';
  /** ISO 8601 UTC; null where it is absent. */
  readonly since: string | null;
}

export interface HeldSays {
  readonly startsAt: string;
  readonly silencedBy: readonly string[];
  readonly inhibitedBy: readonly string[];
  /** Of the alerts that inhibit it, as far as they are known, by fingerprint. */
  readonly inhibitors: ReadonlyMap<string, string>;
}

type Step = (sources: WhySources) => readonly WhyFinding[];

export function whyTold(sources: WhySources): readonly WhyFinding[] {
  return [rule, alertmanager, intake, incident, routing, delivery].flatMap((step) => step(sources));
}

const rule: Step = ({ raised }) => {
  if (raised === undefined) {
    return [
      finding(
        'rule',
        null,
        'unknown',
        'Nobody can be asked whether it holds: whoever raises it does not answer, or is not known here.',
      ),
    ];
  }
  const who = raised.by === 'rule' ? 'The rule' : 'The detector';
  const texts = {
    absent: [`no`, `${who} does not claim it now.`],
    pending: ['no', `${who} holds, but not for long enough yet: nothing is told before it has.`],
    firing: ['yes', `${who} claims it.`],
  } as const;
  const [told, text] = texts[raised.state];
  return [finding('rule', raised.since, told, text)];
};

const alertmanager: Step = ({ held, labels, silences, taken }) => {
  if (held === undefined)
    return [
      finding('alertmanager', null, 'unknown', 'Alertmanager does not answer: whether it is silenced is not known.'),
    ];
  if (held === 'nothing')
    return [finding('alertmanager', null, 'no', 'Alertmanager does not hold it: it is over, or was never posted.')];
  if (held === 'apart') return [apart(taken?.[0])];
  const { startsAt, silencedBy, inhibitedBy, inhibitors } = held;
  const stopped = [
    ...silencedBy.map((id) =>
      finding(
        'alertmanager',
        silences.find((each) => each.id === id)?.startsAt ?? null,
        'no',
        silenceText(id, silences),
      ),
    ),
    ...inhibitedBy.map((id) =>
      finding(
        'alertmanager',
        null,
        'no',
        `It is inhibited: ${inhibitors.get(id) ?? `the alert ${id}`} says what this follows from.`,
      ),
    ),
  ];
  if (stopped.length > 0) return stopped;
  if (labels['severity'] === 'warning' || labels['severity'] === 'info') {
    return [
      finding(
        'alertmanager',
        startsAt,
        'yes',
        'Alertmanager holds it, neither silenced nor inhibited; outside of mute times it is passed on within a minute.',
      ),
    ];
  }
  return [finding('alertmanager', startsAt, 'yes', 'Alertmanager holds it, neither silenced nor inhibited.')];
};

function apart(latest: TakenAlert | undefined): WhyFinding {
  return latest !== undefined && isHeldBack(latest)
    ? finding('alertmanager', null, 'no', 'It was silenced; that has ended, or Alertmanager does not answer.')
    : finding('alertmanager', null, 'yes', 'It came by an intake, past Alertmanager, and no silence holds it back.');
}

function silenceText(id: string, silences: readonly HeldSilence[]): string {
  const silence = silences.find((each) => each.id === id);
  if (silence === undefined) return `It is silenced, by ${id}.`;
  const { by, comment, endsAt } = silence;
  return `It is silenced until ${endsAt} by ${by}: ${comment === '' ? 'no reason given' : comment}.`;
}

const intake: Step = ({ taken }) => {
  if (taken === undefined)
    return [finding('intake', null, 'unknown', 'The database does not answer: whether it was taken in is not known.')];
  const [latest] = taken;
  if (latest === undefined) return [finding('intake', null, 'no', 'It never reached Nines.')];
  if (isHeldBack(latest)) return [finding('intake', latest.receivedAt, 'no', heldBackText(latest))];
  const over = latest.endsAt === null ? 'and fires still' : `and was over at ${latest.endsAt}`;
  const before = taken.length > 1 ? ` It had fired ${taken.length - 1} times before, as far as was looked.` : '';
  return [
    finding('intake', latest.receivedAt, 'yes', `It was taken in, firing since ${latest.startsAt}, ${over}.${before}`),
  ];
};

function heldBackText({ endsAt, startsAt }: TakenAlert): string {
  const since = `A silence held it back when it came, firing since ${startsAt}`;
  return endsAt === null
    ? `${since}: it is taken in within seconds after that has ended, if it fires still.`
    : `${since}, and it was over at ${endsAt}, before that ended.`;
}

const incident: Step = ({ incident: of, labels, taken }) => {
  const [latest] = taken ?? [];
  if (latest === undefined || isHeldBack(latest)) return [];
  if (of === undefined || latest.incident === null) {
    const { severity = 'none' } = labels;
    return [
      finding(
        'incident',
        null,
        'no',
        `It is of no incident: of severity ${severity}, and only critical and warning count.`,
      ),
    ];
  }
  const { number, title, severity, status, root } = of;
  const isRoot = root?.service === labels['service'] && root?.alertname === labels['alertname'];
  const place = isRoot ? 'It is the root of' : 'It is a part of';
  return [
    finding(
      'incident',
      latest.receivedAt,
      'yes',
      `${place} incident ${number}, "${title}", severity ${severity}, ${status}.`,
    ),
  ];
};

const routing: Step = ({ channels, incident: of }) => {
  if (of === undefined) return [];
  if (of.isOfPlatform) {
    return [
      finding('routing', null, 'yes', 'It is about Nines itself: Alertmanager tells people directly, Nines does not.'),
    ];
  }
  if (channels.length === 0)
    return [finding('routing', null, 'no', 'No channel is set up: write `notify` in nines.yaml.')];
  return channels.map(({ channel, isTold, text }) =>
    finding('routing', null, isTold ? 'yes' : 'no', `${channel} is ${isTold ? '' : 'not '}told: ${text}.`),
  );
};

const WAITS: WhyFinding['told'] = 'unknown';

const DELIVERED: Readonly<Record<DeliveryState, readonly [WhyFinding['told'], string]>> = {
  pending: [WAITS, 'waits to be sent'],
  sending: [WAITS, 'is being sent'],
  sent: ['yes', 'was sent'],
  bundled: ['yes', 'was sent together with others'],
  superseded: ['yes', 'was replaced by what followed before it was sent'],
  refused: ['no', 'was refused'],
  'given-up': ['no', 'could not be sent, and is not tried again'],
};

const delivery: Step = ({ messages }) =>
  messages.map(({ attempts, channel, dueAt, failure, notification, sentAt, state }) => {
    const what = notification.kind === 'incident' ? notification.reason : notification.title;
    if (state === 'superseded' && failure !== null) {
      return finding('delivery', null, 'no', `${channel}: "${what}" was not sent: ${failure}.`);
    }
    const [told, text] = DELIVERED[state];
    const failed = failure === null || told === 'yes' ? '' : `, after ${attempts} attempts: ${failure}`;
    return finding(
      'delivery',
      sentAt ?? (told === WAITS ? dueAt : null),
      told,
      `${channel}: "${what}" ${text}${failed}.`,
    );
  });

function finding(step: WhyFinding['step'], at: string | null, told: WhyFinding['told'], text: string): WhyFinding {
  return { step, at, told, text };
}
