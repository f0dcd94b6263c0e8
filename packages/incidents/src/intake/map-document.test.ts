import { INTAKE_FIELDS } from '@nines/catalog';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mapDocument } from './map-document.ts';
import type { IntakeMapping } from './map-document.ts';

const CI: IntakeMapping = {
  name: 'ci',
  map: {
    id: 'build.id',
    alertname: 'build.name',
    status: 'state',
    summary: 'message',
    service: 'build.service',
    severity: 'level',
    startsAt: 'at',
  },
  resolved: ['ok', 'resolved'],
  defaults: { severity: 'warning', service: 'portal' },
};

const digest = (text: string): string => `<${text}>`;
const map = (document: unknown, more: Partial<IntakeMapping> = {}) => mapDocument({ ...CI, ...more }, document, digest);

describe('a document that an intake maps', () => {
  it('is one alert, with defaults for what it does not say', () => {
    const document = {
      build: { id: 7, name: 'BuildBroken' },
      state: 'failed',
      message: 'tests fail',
      at: 1_796_000_000,
    };
    expect(map(document)).toEqual({
      faults: [],
      alerts: [
        {
          fingerprint: 'ci:7',
          isFiring: true,
          startsAt: '2026-11-30T00:53:20.000Z',
          endsAt: null,
          labels: { alertname: 'BuildBroken', severity: 'warning', service: 'portal', origin: 'intake', intake: 'ci' },
          annotations: { summary: 'tests fail' },
        },
      ],
    });
  });

  it('is over where its status says so, in whatever case', () => {
    const document = (state: string) => ({ build: { id: 'a', name: 'B' }, state });
    expect(['OK', 'resolved', 'okay'].map((state) => map(document(state)).alerts[0]?.isFiring)).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('is known again by its labels where it has no id, whatever else it says', () => {
    const document = (message: string, service: string) => ({ build: { name: 'B', service }, message });
    const of = (message: string, service: string) => map(document(message, service)).alerts[0]?.fingerprint;
    expect(of('one', 'web')).toBe(of('other', 'web'));
    expect(of('one', 'web')).not.toBe(of('one', 'db'));
  });

  it('is as severe as it says where that is known, and as its intake says otherwise', () => {
    const document = (level: string) => ({ build: { name: 'B' }, level });
    const of = (level: string) => map(document(level)).alerts[0]?.labels['severity'];
    expect(['CRITICAL', 'error', 'info'].map(of)).toEqual(['critical', 'warning', 'info']);
  });

  it('holds many alerts where a path to them is given', () => {
    const alerts = [{ build: { id: 1, name: 'B' } }, { build: { id: 2, name: 'B' }, state: 'ok' }];
    const { alerts: mapped } = map({ all: { alerts } }, { alerts: 'all.alerts' });
    expect(mapped.map(({ fingerprint, isFiring }) => [fingerprint, isFiring])).toEqual([
      ['ci:1', true],
      ['ci:2', false],
    ]);
  });

  it.each(['0001-01-01T00:00:00Z', '1970-01-01T00:00:00Z', 0, '0', null])('has no times where it says %s', (none) => {
    const { alerts, faults } = map(
      { build: { id: 1, name: 'B' }, at: none, over: none },
      { map: { ...CI.map, endsAt: 'over' } },
    );
    expect([alerts, faults]).toMatchObject([[{ isFiring: true, startsAt: null, endsAt: null }], []]);
  });

  it('may have an id of any length, and names of some', () => {
    const id = 'x'.repeat(201);
    expect(map({ build: { id, name: 'B' } }).alerts).toMatchObject([{ fingerprint: `ci:<${id}>` }]);
    expect(map({ build: { id: 1, name: id, service: id } }).faults).toMatchObject([
      { field: 'alertname', message: 'it is longer than 200 characters' },
      { field: 'service' },
    ]);
  });

  it('is refused with all that is wrong in it, and nothing of it is taken', () => {
    const alerts = [
      { build: { id: 1, name: 'B' } },
      { build: { id: { no: 'id' } }, at: 'yesterday', message: 'x'.repeat(4_001) },
    ];
    const { alerts: mapped, faults } = map({ alerts }, { alerts: 'alerts' });
    expect(mapped).toEqual([]);
    expect(faults.map(({ alert, field, path }) => [alert, field, path])).toEqual([
      [1, 'id', 'build.id'],
      [1, 'summary', 'message'],
      [1, 'alertname', 'build.name'],
      [1, 'startsAt', 'at'],
    ]);
  });

  it.each([{}, { alerts: {} }, null, 'text', { alerts: Array.from({ length: 10_001 }, () => ({})) }])(
    'is refused as a whole where it holds no array, or too long a one (%#)',
    (document) => {
      expect(map(document, { alerts: 'alerts' }).faults).toMatchObject([{ alert: null, field: 'alerts' }]);
    },
  );

  it('never throws, and gives whole alerts or faults, whatever it is', () => {
    const dotted = fc.constantFrom('a', 'a.b', 'a.0', '__proto__.x', 'constructor.name', 'length', '');
    const fields = fc.constantFrom(...INTAKE_FIELDS);
    fc.assert(
      fc.property(fc.jsonValue(), fc.dictionary(fields, dotted), (document, paths) => {
        const { alerts, faults } = mapDocument({ ...CI, map: paths }, document, digest);
        expect(alerts.length > 0).toBe(faults.length === 0);
        for (const { labels, startsAt } of alerts) {
          expect(labels['alertname']).not.toBe('');
          if (startsAt !== null) expect(new Date(startsAt).toISOString()).toBe(startsAt);
        }
      }),
    );
  });
});
