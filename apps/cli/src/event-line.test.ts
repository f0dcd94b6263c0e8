import { createColors } from 'picocolors';
import { expect, test } from 'vitest';
import { BAD_NEWS, eventLine } from './event-line.ts';

const event = { id: 'boot:1', source: 'supervisor', time: '2026-01-01T00:00:00.000Z', subject: 'web-0' };
const colors = createColors(true);

test('bad news is red, and nothing else', () => {
  for (const type of ['instance.ready', 'service.rolled', 'platform.stopped', ...BAD_NEWS]) {
    expect(eventLine({ ...event, type, data: {} }, colors).includes(colors.red(type))).toBe(BAD_NEWS.has(type));
  }
});

test('facts that are not known are left out', () => {
  const data = { code: 1, signal: null, reason: 'it ended', limits: { cpu: 2 } };
  const line = eventLine({ ...event, type: 'instance.crashed', data }, createColors(false));
  expect(line).toBe('2026-01-01T00:00:00.000Z web-0 instance.crashed code=1 limits={"cpu":2} reason=it ended');
});

function plainLine(type: string, data: Readonly<Record<string, unknown>>): string {
  return eventLine({ ...event, type, data }, createColors(false)).slice(event.time.length + 1);
}

test('an alert is told in words, with the instance where that is not the subject', () => {
  const labels = { alertname: 'ServiceDown', severity: 'critical', service: 'web', origin: 'detector' };
  const annotations = { description: 'Long.', summary: 'web has had no instance for 5 s' };
  const told = { fingerprint: 'abc', startsAt: event.time, labels, annotations };
  const text = 'critical ServiceDown: web has had no instance for 5 s';
  expect(plainLine('alert.fired', told)).toBe(`web-0 alert.fired ${text}`);
  const of = (instance: string): object => ({ ...told, labels: { ...labels, instance } });
  expect(plainLine('alert.resolved', { ...of('web-0') })).toBe(`web-0 alert.resolved ${text}`);
  expect(plainLine('alert.resolved', { ...of('web-1') })).toContain('critical ServiceDown web-1: web has');
  expect(plainLine('alert.fired', {})).toBe('web-0 alert.fired');
});

test('facts have one order, numbers few digits, values one line and an end', () => {
  const one = { forMs: 2024.0840000007302, at: { b: 0.12345, a: [1.5] } };
  const other = { at: { a: [1.5], b: 0.12345 }, forMs: 2024.0840000007302 };
  const line = 'web-0 service.rolled at={"a":[1.5],"b":0.123} forMs=2024.084';
  expect(plainLine('service.rolled', one)).toBe(line);
  expect(plainLine('service.rolled', other)).toBe(line);
  const reason = `line 3\n  ${'é😀'.repeat(150)}`;
  expect(plainLine('configuration.refused', { part: 'rules', reason })).toBe(
    `web-0 configuration.refused part=rules reason=line 3 ${'é😀'.repeat(96)}…`,
  );
});
