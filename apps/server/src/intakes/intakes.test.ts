import type { ReportedAlert } from '@nines/incidents';
import type { TakenAlert } from '@nines/kernel';
import { beforeEach, describe, expect, it } from 'vitest';
import { testCatalog } from '../testing/test-catalog.ts';
import { Intakes } from './intakes.ts';

const CI = {
  name: 'ci',
  token: { secret: 'CI' },
  map: { id: 'id', alertname: 'name', status: 'state', service: 'service', startsAt: 'at', endsAt: 'end' },
  resolved: ['ok'],
  defaults: { severity: 'warning' },
} as const;
const CATALOG = {
  ...testCatalog(),
  incidents: { reopenWithinMs: 600_000, heartbeats: [], intakes: [CI, { ...CI, name: 'list', alerts: 'all' }] },
};
const BROKEN = { id: 1, name: 'BuildBroken' };
const LABELS = { alertname: 'BuildBroken', severity: 'warning' };

let firing: readonly Pick<TakenAlert, 'fingerprint' | 'startsAt' | 'labels'>[];
let taken: readonly ReportedAlert[];
let marking: Promise<undefined>;

beforeEach(() => {
  firing = [];
  taken = [];
  marking = Promise.resolve(undefined);
});

const intakes = new Intakes({
  desk: {
    firingLike: async () => firing as readonly TakenAlert[],
    takeAlerts: async (alerts) => {
      taken = [...taken, ...alerts];
    },
  },
  heldBack: {
    mark: async (reports) => {
      await marking;
      return reports;
    },
  },
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
    firing = [{ fingerprint: 'ci:1', startsAt: '1970-01-01T00:00:10.000Z', labels: LABELS }];
    await intakes.takeDocument('ci', { id: 1, name: 'BuildBroken' });
    await intakes.takeDocument('ci', { id: 1, name: 'BuildBroken', state: 'ok' });
    expect(taken).toMatchObject([
      { status: 'firing', startsAt: '1970-01-01T00:00:10.000Z' },
      { status: 'resolved', startsAt: '1970-01-01T00:00:10.000Z', endsAt: '1970-01-01T00:01:00.000Z' },
    ]);
  });

  it('knows it again where every document says another beginning, and ends all of it', async () => {
    const starts = ['1970-01-01T00:00:10.000Z', '1970-01-01T00:00:20.000Z'];
    firing = starts.map((startsAt) => ({ fingerprint: 'ci:1', startsAt, labels: LABELS }));
    const document = { id: 1, name: 'BuildBroken', at: '1970-01-01T00:00:50Z' };
    await intakes.takeDocument('ci', document);
    await intakes.takeDocument('ci', { ...document, state: 'ok' });
    expect(taken.map(({ startsAt, status }) => [startsAt, status])).toEqual([
      [starts[1], 'firing'],
      ...starts.map((at) => [at, 'resolved']),
    ]);
  });

  it('ends nothing that began after the end it is told late', async () => {
    firing = [{ fingerprint: 'ci:1', startsAt: '1970-01-01T00:00:20.000Z', labels: LABELS }];
    const [at, end] = ['1970-01-01T00:00:05.000Z', '1970-01-01T00:00:10.000Z'];
    await intakes.takeDocument('ci', { id: 1, name: 'BuildBroken', state: 'ok', at, end });
    expect(taken).toMatchObject([{ status: 'resolved', startsAt: at, endsAt: end }]);
  });

  it('makes nothing of the end of what never fired', async () => {
    expect(await intakes.takeDocument('ci', { id: 1, name: 'BuildBroken', state: 'ok' })).toBe(1);
    expect(taken).toEqual([]);
  });

  it('ends what the same document begins', async () => {
    await intakes.takeDocument('list', { all: [BROKEN, { ...BROKEN, state: 'ok' }] });
    expect(taken.map(({ startsAt, status }) => [startsAt, status])).toEqual([
      ['1970-01-01T00:01:00.000Z', 'firing'],
      ['1970-01-01T00:01:00.000Z', 'resolved'],
    ]);
  });

  it('looks at what fires only when all that was posted before is taken in, then at all that was posted since', async () => {
    const mark = Promise.withResolvers<undefined>();
    marking = mark.promise;
    const first = intakes.takeDocument('ci', BROKEN);
    const others = [
      intakes.takeDocument('ci', { ...BROKEN, state: 'ok' }),
      intakes.takeDocument('ci', { id: 2, name: 'Other' }),
    ];
    mark.resolve(undefined);
    await first;
    expect(taken).toMatchObject([{ fingerprint: 'ci:1', status: 'firing' }]);
    firing = taken;
    await Promise.all(others);
    expect(taken).toMatchObject([
      { fingerprint: 'ci:1', status: 'firing' },
      { fingerprint: 'ci:1', status: 'resolved' },
      { fingerprint: 'ci:2', status: 'firing' },
    ]);
  });

  it('refuses what could not be kept, and goes on', async () => {
    marking = Promise.reject(new Error('away'));
    await expect(intakes.takeDocument('ci', BROKEN)).rejects.toThrow('away');
    marking = Promise.resolve(undefined);
    expect(await intakes.takeDocument('ci', BROKEN)).toBe(1);
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
