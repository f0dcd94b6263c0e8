import { describe, expect, it } from 'vitest';
import { silencesOver } from './covers.ts';
import type { HeldSilence, Matcher } from './silences.ts';

const LABELS = { alertname: 'DeployFailed', service: 'portal-1', severity: 'critical' };

/** `service=~portal-.*` */
function matcher(text: string): Matcher {
  const [, name = '', operator = '', value = ''] = /^(\w+)(=~|!~|!=|=)(.*)$/s.exec(text) ?? [];
  return { name, value, isRegex: operator.endsWith('~'), isEqual: operator.startsWith('=') };
}

async function covers(
  matchers: readonly string[],
  more: Partial<HeldSilence> = {},
  labels: Readonly<Record<string, string>> = LABELS,
): Promise<boolean> {
  const at = '2026-11-10T09:00:00.000Z';
  const silence: HeldSilence = {
    ...{ id: 's', state: 'active', by: 'ada', comment: '', startsAt: at, endsAt: at },
    ...{ matchers: matchers.map(matcher), ...more },
  };
  return (await silencesOver([silence]))(labels).length > 0;
}

describe('a silence covers an alert', () => {
  it.each([
    ['service=portal-1'],
    ['service!=api'],
    ['service=~portal-.*'],
    ['service=~api|portal-1'],
    ['service!~api-.*'],
    ['service=~(?i)PORTAL-\\d'],
    ['service=~portal\\-1'],
    ['service=~[a-z\\-]+1'],
    ['service=~(?P<name>portal)-1'],
    ['drill='],
    ['drill!=weekly'],
    ['drill=~.*'],
    ['drill!~.+'],
    ['service=~portal-1\\z'],
    ['service=~portal-[[:digit:]]'],
    ['service=~\\Qportal-\\E1'],
    ['service!~\\Qapi\\E'],
    ['service=~\\pL+-\\pN'],
    ['service=~api|(?i:PORTAL)-1'],
  ])('where %s holds', async (text) => {
    expect(await covers([text])).toBe(true);
  });

  it.each([
    ['service=portal'],
    ['service=~portal'],
    ['service=~ortal-1'],
    ['service!=portal-1'],
    ['service!~.*1'],
    ['drill=weekly'],
    ['drill!='],
    ['drill=~.+'],
  ])('not where it says %s', async (text) => {
    expect(await covers([text])).toBe(false);
  });

  it.each([
    ['service!~(?=api).*'],
    ['service!~(?<!x)api'],
    ['service!~(a)\\1'],
    ['service!~api('],
    ['service!~(((a?){30}){30}){30}'],
    ['service!~((a?){30}){30}|((b?){30}){30}|((c?){30}){30}|((d?){30}){30}'],
  ])('not where %s cannot be read, or is too much', async (text) => {
    expect(await covers([text])).toBe(false);
  });

  it('not where a pattern or a value is longer than what is read', async () => {
    expect(await covers([`service!~${'api|'.repeat(249)}api`])).toBe(true);
    expect(await covers([`service!~${'api|'.repeat(250)}api`])).toBe(false);
    expect(await covers(['service!~api'], {}, { service: 'x'.repeat(1_000) })).toBe(true);
    expect(await covers(['service!~api'], {}, { service: 'x'.repeat(1_001) })).toBe(false);
  });

  it('without trying all ways in which a pattern could fit', async () => {
    const service = 'a'.repeat(200);
    expect(await covers(['service=~([a-z0-9]+-?)+-staging'], {}, { service })).toBe(false);
    expect(await covers(['service=~([a-z0-9]+-?)+'], {}, { service })).toBe(true);
    expect(await covers(['service!~(a+a+)+y'], {}, { service })).toBe(true);
  });

  it('only where all of it holds, and while it is active', async () => {
    expect(await covers(['service=portal-1', 'severity=critical'])).toBe(true);
    expect(await covers(['service=portal-1', 'severity=warning'])).toBe(false);
    expect(await covers(['service=portal-1'], { state: 'pending' })).toBe(false);
    expect(await covers(['service=portal-1'], { state: 'expired' })).toBe(false);
  });
});
