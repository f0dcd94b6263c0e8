import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dueDate } from './due-date.ts';

describe('a postmortem is due', () => {
  // 2026-11-10 is a Tuesday.
  it.each([
    [1, '2026-11-10T23:59:59Z', '2026-11-13'],
    [1, '2026-11-13T08:00:00Z', '2026-11-16'],
    [2, '2026-11-10T08:00:00Z', '2026-11-17'],
    [2, '2026-11-14T08:00:00Z', '2026-11-20'],
    [3, '2026-11-10T08:00:00Z', null],
    [4, '2026-11-10T08:00:00Z', null],
  ] as const)('of severity %d, resolved at %s, on %s', (severity, resolvedAt, due) => {
    expect(dueDate(severity, Date.parse(resolvedAt))).toBe(due);
  });

  it('never on a weekend where business days count', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), (atMs) => {
        expect([0, 6]).not.toContain(new Date(dueDate(2, atMs) ?? '').getUTCDay());
      }),
    );
  });
});
