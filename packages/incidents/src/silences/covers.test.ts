import { describe, expect, it } from 'vitest';
import { silencesOver } from './covers.ts';
import type { HeldSilence, Matcher } from './silences.ts';

const LABELS = { alertname: 'DeployFailed', service: 'portal-1', severity: 'critical' };

/** `service=~portal-.*` */
function matcher(text: string): Matcher {
  const [, name = '', operator = '', value = ''] = /^(\w+)(=~|!~|!=|=)(.*)$/s.exec(text) ?? [];
  return { name, value, isRegex: operator.endsWith('~'), isEqual: operator.startsWith('=') };
}

function covers(matchers: readonly string[], more: Partial<HeldSilence> = {}): boolean {
  const at = '2026-11-10T09:00:00.000Z';
  const silence: HeldSilence = {
    ...{ id: 's', state: 'active', by: 'ada', comment: '', startsAt: at, endsAt: at },
    ...{ matchers: matchers.map(matcher), ...more },
  };
  return silencesOver([silence])(LABELS).length > 0;
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
  ])('where %s holds', (text) => {
    expect(covers([text])).toBe(true);
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
    ['service=~portal-1\\z'],
    ['service!~[[:digit:]]+'],
    ['service!~\\Qapi\\E'],
  ])('not where it says %s', (text) => {
    expect(covers([text])).toBe(false);
  });

  it('only where all of it holds, and while it is active', () => {
    expect(covers(['service=portal-1', 'severity=critical'])).toBe(true);
    expect(covers(['service=portal-1', 'severity=warning'])).toBe(false);
    expect(covers(['service=portal-1'], { state: 'pending' })).toBe(false);
    expect(covers(['service=portal-1'], { state: 'expired' })).toBe(false);
  });
});
