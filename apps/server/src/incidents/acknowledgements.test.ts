import { policyOf } from '@nines/incidents';
import type { HeldSilence, ReportedAlert } from '@nines/incidents';
import { NinesError } from '@nines/kernel';
import type { IncidentAction } from '@nines/kernel';
import { InMemoryEventLog } from '@nines/testkit/event-log';
import { InMemoryIncidentStore } from '@nines/testkit/incident-store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HeldAlert } from '../alerts/alertmanager.ts';
import { parsedCatalog } from '../testing/test-catalog.ts';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { Acknowledgements } from './acknowledgements.ts';
import type { AcknowledgementsOptions } from './acknowledgements.ts';
import { Desk } from './desk.ts';

const SERVICES = ['mail', 'search'];
const CATALOG = parsedCatalog({
  ...{ apiVersion: 'nines.dev/v1', kind: 'Platform', metadata: { name: 'shop' } },
  services: Object.fromEntries(SERVICES.map((name, index) => [name, { run: { command: name }, port: 8_080 + index }])),
});
const AT = '1970-01-01T00:00:00.000Z';

let clock: VirtualClock;
let desk: Desk;
let silences: readonly HeldSilence[];
let acknowledgements: Acknowledgements;
/** An incident about which nothing can be done. */
let refused: number | undefined;
let stop: AbortController;

/** Of a service, by whoever made or changed it last. */
function silence(service: string, by: string): HeldSilence {
  const matchers = [{ name: 'service', value: service, isRegex: false, isEqual: true }];
  const times = { startsAt: AT, endsAt: '1970-01-01T02:00:00.000Z' };
  return { id: `of-${service}`, state: 'active', by, comment: 'ACK on it', matchers, ...times };
}

function alertOf(service: string): ReportedAlert {
  const labels = { alertname: 'ServiceDown', severity: 'critical', service, tier: '1', origin: 'detector' };
  return { fingerprint: service, startsAt: AT, endsAt: null, status: 'firing', labels, annotations: {} };
}

const heldOf = (service: string): HeldAlert => ({
  ...alertOf(service),
  ...{ silencedBy: [`of-${service}`], inhibitedBy: [], receivers: ['nines'] },
});

beforeEach(async () => {
  clock = new VirtualClock();
  stop = new AbortController();
  const store = new InMemoryIncidentStore({ clock, events: new InMemoryEventLog({ now: () => clock.now() }) });
  const policy = policyOf(CATALOG);
  const log = (): undefined => undefined;
  const parts = { clock, log, leftOpen: async () => [], onDecided: () => undefined };
  desk = new Desk({ store: () => store, policy: () => policy, ...parts });
  refused = undefined;
  const refusing: AcknowledgementsOptions['desk'] = {
    ...{ incidents: () => desk.incidents(), firingNow: () => desk.firingNow(), isKnown: true },
    command: async (wanted, records) => {
      if (wanted.incident === refused) throw new NinesError('INCIDENT_ILLEGAL_TRANSITION', 'it cannot be');
      return desk.command(wanted, records);
    },
  };
  acknowledgements = new Acknowledgements({
    desk: refusing,
    alertmanager: { exists: true, alerts: async () => SERVICES.map(heldOf) },
    silences: { list: async () => silences, create: async () => 'shown', expire: async () => undefined },
    ...{ clock, log },
  });
  void desk.run(stop.signal);
  for (const service of SERVICES) await desk.takeAlerts([alertOf(service)]);
});

afterEach(() => stop.abort());

const acknowledged = () => desk.incidents().map(({ acknowledgedBy, number }) => [number, acknowledgedBy]);
const act = (incident: number, kind: 'unacknowledge' | 'mitigate') =>
  desk.command({ incident, action: { kind } satisfies IncidentAction, by: 'grace', key: `${kind}${incident}`, at: AT });

describe('a silence with ACK', () => {
  it('acknowledges once, and not again where somebody takes that back', async () => {
    silences = [silence('mail', 'ada')];
    await acknowledgements.look(stop.signal);
    expect(acknowledged()).toEqual([
      [1, 'ada'],
      [2, null],
    ]);
    await act(1, 'unacknowledge');
    await acknowledgements.look(stop.signal);
    expect(acknowledged()[0]).toEqual([1, null]);
  });

  it('acknowledges in the name of somebody else who extends it, and holds up none that comes after it', async () => {
    silences = [silence('mail', 'ada')];
    await acknowledgements.look(stop.signal);
    await act(1, 'unacknowledge');
    silences = [silence('mail', 'bob'), silence('search', 'carol')];
    await acknowledgements.look(stop.signal);
    expect(acknowledged()).toEqual([
      [1, 'bob'],
      [2, 'carol'],
    ]);
  });

  it('holds up none that comes after it where it cannot be carried out, which is told', async () => {
    silences = SERVICES.map((service) => silence(service, 'ada'));
    refused = 1;
    await expect(acknowledgements.look(stop.signal)).rejects.toThrow('it cannot be');
    expect(acknowledged()).toEqual([
      [1, null],
      [2, 'ada'],
    ]);
  });
});
