/** One event as a sentence of a timeline. */
import type { NinesEvent } from '@nines/kernel';
import { plain } from './plain-text.ts';

type Data = NinesEvent['data'];
type Text = (data: Data, subject: string) => string;

/** Markdown, without the time. What is not known here is told by its type. */
export function eventText({ type, data, subject }: Pick<NinesEvent, 'type' | 'data' | 'subject'>): string {
  const text = Object.hasOwn(TEXTS, type) ? TEXTS[type] : undefined;
  return text === undefined ? plain(`${subject}: ${type}`) : text(data, plain(subject));
}

const TEXTS: Readonly<Record<string, Text | undefined>> = {
  'alert.fired': (data, subject) => `alert ${alertText(data, subject)}`,
  'alert.resolved': (data) => `alert ${word(labelsOf(data)['alertname'], 'without a name')} is over`,
  'incident.opened': () => 'incident opened',
  'incident.acknowledged': (data) => `acknowledged${by(data)}`,
  'incident.unacknowledged': (data) => `given back${by(data)}`,
  'incident.mitigated': (data) => `mitigated${by(data)}`,
  'incident.resolved': (data) => `resolved${by(data) || ': its alerts are over'}`,
  'incident.reopened': (data) => `reopened${by(data) || ': it came back'}`,
  'incident.severity-changed': (data) => `severity ${word(data['from'])} became ${word(data['to'])}${by(data)}`,
  'incident.role-given': (data) =>
    data['person'] === null
      ? `nobody is ${word(data['role'])} any more`
      : `${word(data['role'])} is ${word(data['person'])} now`,
  'incident.noted': (data) => `note${by(data)}: ${word(data['text'])}`,
  'incident.task-added': (data) => `task added${by(data)}: ${word(fieldsOf(data['task'])['text'])}`,
  'incident.task-done': (data) => `task done${by(data)}: ${word(fieldsOf(data['task'])['text'])}`,
  'incident.link-added': (data) => `link added${by(data)}: ${word(fieldsOf(data['link'])['title'])}`,
  'incident.merged': (data) => `incident ${word(data['incident'])} became a part of ${word(data['into'])}${by(data)}`,
  'incident.split': (data) => `a part of it became incident ${word(data['into'])}${by(data)}`,
  'instance.started': (_data, subject) => `${subject} started`,
  'instance.ready': (_data, subject) => `${subject} is ready`,
  'instance.unready': (data, subject) => `${subject} is not ready any more${because(data['reason'])}`,
  'instance.stuck': (data, subject) => `${subject} does not answer and is killed${because(data['reason'])}`,
  'instance.crashed': (data, subject) => `${subject} ended unasked${ending(data)}`,
  'instance.crash-looping': (_data, subject) => `${subject} crashes again and again`,
  'instance.recovered': (_data, subject) => `${subject} runs steadily again`,
  'instance.stopped': (_data, subject) => `${subject} stopped as asked`,
  'service.down': (_data, subject) => `${subject} has no ready instance any more`,
  'service.ready': (_data, subject) => `every wanted instance of ${subject} is ready`,
  'service.added': (_data, subject) => `${subject} was added`,
  'service.removed': (_data, subject) => `${subject} was removed`,
  'service.scaled': (data, subject) =>
    `${subject} was scaled from ${word(data['from'])} to ${word(data['to'])} replicas`,
  'service.rolling': (data, subject) =>
    data['reason'] === 'restart'
      ? `instances of ${subject} are restarted one by one, as somebody asked`
      : `a new revision of ${subject} is rolled out`,
  'service.rolled': (_data, subject) => `${subject} is rolled out`,
  'service.roll-stalled': (data, subject) => `the roll-out of ${subject} does not go on${because(data['reason'])}`,
  'configuration.applied': (data, subject) => `configuration of ${subject} changed${part(data)}`,
  'configuration.refused': (data, subject) =>
    `a changed configuration of ${subject} was refused${part(data)}${because(data['reason'])}`,
  'budget.at-risk': (_data, subject) => `the error budget of ${subject} runs low`,
  'budget.exhausted': (_data, subject) => `the error budget of ${subject} is exhausted`,
  'budget.recovered': (_data, subject) => `the error budget of ${subject} has recovered`,
  'platform.stopping': () => 'the platform is being stopped',
  'platform.stopped': () => 'the platform stopped',
  'events.lost': () => 'some events were lost here',
};

function alertText(data: Data, subject: string): string {
  const labels = labelsOf(data);
  const { summary } = fieldsOf(data['annotations']);
  const said = typeof summary === 'string' ? `: ${plain(summary)}` : '';
  return `${word(labels['alertname'], 'without a name')} (${word(labels['severity'], 'no severity')}) of ${subject} fires${said}`;
}

function by({ by: person }: Data): string {
  return typeof person === 'string' && person !== 'nines' ? ` by ${plain(person)}` : '';
}

function because(reason: unknown): string {
  return typeof reason === 'string' && reason !== '' ? `: ${plain(reason)}` : '';
}

function ending({ code, reason, signal }: Data): string {
  if (typeof signal === 'string') return ` by ${plain(signal)}`;
  if (typeof code === 'number') return ` with exit code ${code}`;
  return because(reason);
}

function part({ part: name }: Data): string {
  return typeof name === 'string' ? ` (${plain(name)})` : '';
}

function labelsOf(data: Data): Readonly<Record<string, unknown>> {
  return fieldsOf(data['labels']);
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function word(value: unknown, otherwise = 'unknown'): string {
  return typeof value === 'string' || typeof value === 'number' ? plain(String(value)) : otherwise;
}
