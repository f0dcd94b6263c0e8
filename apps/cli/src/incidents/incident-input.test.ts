import { createColors } from 'picocolors';
import { describe, expect, it } from 'vitest';
import { silenceTable } from './alert-silences.ts';
import { whyPath, whyText } from './alert-why.ts';
import { queryOf } from './incident-list.ts';
import { parseIncidentNumber } from './incident-number.ts';
import { matcherText, parseMatcher } from './matchers.ts';

const NOW = Date.parse('2026-11-30T10:00:00.000Z');
const colors = createColors(false);

describe('the number of an incident', () => {
  it.each([
    ['7', 7],
    ['#12', 12],
  ])('may be %s', (text, number) => expect(parseIncidentNumber(text)).toBe(number));

  it.each(['', '0', '-1', '7.5', 'seven', '##7', '1234567890'])('is not %j', (text) => {
    expect(() => parseIncidentNumber(text)).toThrow('is no number of an incident');
  });
});

describe('matchers', () => {
  it.each([
    ['service=api', { name: 'service', value: 'api', isRegex: false, isEqual: true }],
    ['service!=api', { name: 'service', value: 'api', isRegex: false, isEqual: false }],
    ['instance=~api-.*=x', { name: 'instance', value: 'api-.*=x', isRegex: true, isEqual: true }],
    ['owner!~team-.*', { name: 'owner', value: 'team-.*', isRegex: true, isEqual: false }],
    ['summary="with blanks"', { name: 'summary', value: 'with blanks', isRegex: false, isEqual: true }],
    ['drill=', { name: 'drill', value: '', isRegex: false, isEqual: true }],
  ])('%s', (text, matcher) => {
    expect(parseMatcher(text)).toEqual(matcher);
    expect(parseMatcher(matcherText(matcher))).toEqual(matcher);
  });

  it.each(['api', '=api', '1a=b', 'a b=c', ''])('are not %j', (text) => {
    expect(() => parseMatcher(text)).toThrow('says not which alerts are meant');
  });
});

describe('the list', () => {
  it('is asked for by what is wanted', () => {
    expect(queryOf({ open: true, severity: '1', last: '1h' }, NOW).toString()).toBe(
      'limit=500&status=triggered&status=acknowledged&status=mitigated&severity=1&since=2026-11-30T09%3A00%3A00.000Z',
    );
    expect(queryOf({ drills: true }, NOW).get('drill')).toBe('true');
    expect(queryOf({ real: true }, NOW).get('drill')).toBe('false');
  });

  it('is not of drills and of real ones only', () => {
    expect(() => queryOf({ drills: true, real: true }, NOW)).toThrow('either real or of a drill');
    expect(() => queryOf({ last: 'soon' }, NOW)).toThrow('not a duration');
  });
});

describe('why people were told', () => {
  it.each([
    ['0123456789abcdef', '/api/v1/alerts/0123456789abcdef/why'],
    ['ServiceDown', '/api/v1/alerts/ServiceDown/why'],
    ['ServiceDown/api', '/api/v1/alerts/ServiceDown/why?service=api'],
    ['ci:build 7', '/api/v1/alerts/ci%3Abuild%207/why'],
    ['ci:org/repo/7', '/api/v1/alerts/ci%3Aorg%2Frepo%2F7/why'],
  ])('is asked of %s', (text, path) => expect(whyPath(text)).toBe(path));

  it.each(['', '/', 'a/', '/b', 'a/b/c'])('is not asked of %j', (text) => {
    expect(() => whyPath(text)).toThrow('names no alert');
  });

  it('is told step by step', () => {
    const labels = { alertname: 'ServiceDown', service: 'api' };
    const findings = [
      { step: 'rule', at: '2026-11-30T09:00:00.000Z', told: 'yes', text: 'It fires.' },
      { step: 'routing', at: null, told: 'no', text: 'No route leads anywhere.' },
    ] as const;
    expect(whyText({ fingerprint: 'abc', labels, findings }, colors)).toBe(
      [
        'ServiceDown of api (abc)',
        '',
        'step     told  when                  because',
        'rule     yes   2026-11-30 09:00:00Z  It fires.',
        'routing  no                          No route leads anywhere.',
      ].join('\n'),
    );
  });
});

it('silences say until when, by whom and why', () => {
  const matchers = [parseMatcher('service=api'), parseMatcher('owner!~team-.*')];
  const [startsAt, endsAt] = ['2026-11-30T09:00:00.000Z', '2026-11-30T10:30:00.000Z'];
  const silence = { id: 'abc', state: 'active', matchers, startsAt, endsAt, by: 'ada', comment: 'disks' } as const;
  const [, line] = silenceTable([silence], colors, NOW).split('\n');
  expect(line?.split(/ {2,}/)).toEqual([
    'abc',
    'active',
    'in 30 min 0 s',
    'ada',
    'service=api owner!~team-.*',
    'disks',
  ]);
});
