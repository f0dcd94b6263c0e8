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
  expect(line).toBe('2026-01-01T00:00:00.000Z web-0 instance.crashed code=1 reason=it ended limits={"cpu":2}');
});
