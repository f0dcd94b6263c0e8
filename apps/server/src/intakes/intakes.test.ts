import type { ReportedAlert } from '@nines/incidents';
import type { TakenAlert } from '@nines/kernel';
import { beforeEach, describe, expect, it } from 'vitest';
import { testCatalog } from '../testing/test-catalog.ts';
import { Intakes } from './intakes.ts';

const CATALOG = {
  ...testCatalog(),
  incidents: {
    reopenWithinMs: 600_000,
    heartbeats: [],
    intakes: [
      {
        name: 'ci',
        token: { secret: 'CI' },
        map: { id: 'id', alertname: 'name', status: 'state', service: 'service', startsAt: 'at', endsAt: 'end' },
        resolved: ['ok'],
        defaults: { severity: 'warning' as const },
      },
    ],
  },
};

let firing: readonly Pick<TakenAlert, 'fingerprint' | 'startsAt'>[];
let taken: readonly ReportedAlert[];

beforeEach(() => {
  firing = [];
  taken = [];
});

const intakes = new Intakes({
  desk: {
    firingLike: async () => firing as readonly TakenAlert[],
    takeAlerts: async (alerts) => {
      taken = alerts;
    },
  },
  heldBack: { mark: async (reports) => reports },
  catalog: () => CATALOG,
  clock: { now: () => 60_000 },
  onTaken: () => undefined,
});

describe('an intake', () => {
  it('gives alerts the place that their service has, and begins them now where they do not say when', async () => {
    expect(await intakes.takeDocument('ci', { id: 1, name: 'BuildBroken', service: 'web' })).toBe(1);
    expect(taken).toMatchObject([
      {
        fingerprint: 'ci:1',
        status: 'firing',
        startsAt: '1970-01-01T00:01:00.000Z',
        endsAt: null,
        labels: { alertname: 'BuildBroken', service: 'web', owner: 'team-web', origin: 'intake', scope: 'application' },
      },
    ]);
  });

  it('knows again what fires already, and ends it', async () => {
    firing = [{ fingerprint: 'ci:1', startsAt: '1970-01-01T00:00:10.000Z' }];
    await intakes.takeDocument('ci', { id: 1, name: 'BuildBroken' });
    expect(taken).toMatchObject([{ status: 'firing', startsAt: '1970-01-01T00:00:10.000Z' }]);
    await intakes.takeDocument('ci', { id: 1, name: 'BuildBroken', state: 'ok' });
    expect(taken).toMatchObject([
      { status: 'resolved', startsAt: '1970-01-01T00:00:10.000Z', endsAt: '1970-01-01T00:01:00.000Z' },
    ]);
  });

  it('knows it again where every document says another beginning, and ends all of it', async () => {
    const starts = ['1970-01-01T00:00:10.000Z', '1970-01-01T00:00:20.000Z'];
    firing = starts.map((startsAt) => ({ fingerprint: 'ci:1', startsAt }));
    const document = { id: 1, name: 'BuildBroken', at: '1970-01-01T00:00:50Z' };
    await intakes.takeDocument('ci', document);
    expect(taken.map(({ startsAt, status }) => [startsAt, status])).toEqual([[starts[1], 'firing']]);
    await intakes.takeDocument('ci', { ...document, state: 'ok' });
    expect(taken.map(({ startsAt, status }) => [startsAt, status])).toEqual(starts.map((at) => [at, 'resolved']));
  });

  it('ends nothing that began after the end it is told late', async () => {
    firing = [{ fingerprint: 'ci:1', startsAt: '1970-01-01T00:00:20.000Z' }];
    const [at, end] = ['1970-01-01T00:00:05.000Z', '1970-01-01T00:00:10.000Z'];
    await intakes.takeDocument('ci', { id: 1, name: 'BuildBroken', state: 'ok', at, end });
    expect(taken).toMatchObject([{ status: 'resolved', startsAt: at, endsAt: end }]);
  });

  it('makes nothing of the end of what never fired', async () => {
    expect(await intakes.takeDocument('ci', { id: 1, name: 'BuildBroken', state: 'ok' })).toBe(1);
    expect(taken).toEqual([]);
  });

  it('tells all that is wrong with a document, and where', async () => {
    const taking = intakes.takeDocument('ci', { id: 1, at: 'soon' });
    await expect(taking).rejects.toMatchObject({
      code: 'INTAKE_UNUSABLE',
      message: expect.stringMatching(/alertname \(at name\).*startsAt \(at at\)/) as string,
    });
    await expect(intakes.takeDocument('other', {})).rejects.toMatchObject({ code: 'API_NOT_FOUND' });
  });
});
