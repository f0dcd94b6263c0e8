/** Platforms of any shape: dependencies in chains, diamonds and cycles, any owners, receivers and mute times. */
import fc from 'fast-check';
import { WEEKDAYS } from '@nines/catalog';
import type { Catalog, Edge, MuteTime, Notify, Service } from '@nines/catalog';
import { EVERY_RECEIVER, withMonitoring } from './reference-catalog.ts';

const OWNERS = ['team-a', 'team-b', 'say "hi" \\ there', 'a|b.*'];

/** @param base where everything else is taken from; its first service is the model of all others */
export function randomCatalog(base: Catalog): fc.Arbitrary<Catalog> {
  const [model] = base.services;
  if (model === undefined) throw new Error('the base catalog has no service');
  return fc
    .record({
      services: fc.array(randomService(model), { minLength: 1, maxLength: 7 }),
      links: fc.array(fc.tuple(fc.nat(6), fc.nat(6)), { maxLength: 14 }),
      notify: randomNotify(),
      mute: fc.uniqueArray(randomMute(), { maxLength: 3, selector: ({ name }) => name }),
    })
    .map(({ services, links, notify, mute }) => {
      const named = services.map((service, index) => ({ ...service, name: `s${index}` }));
      const edges = links.flatMap(([from, to]) => edgeBetween(named[from], named[to]));
      return { ...withMonitoring(base, notify, mute), services: named, edges };
    });
}

function edgeBetween(from: Service | undefined, to: Service | undefined): readonly Edge[] {
  return from === undefined || to === undefined ? [] : [{ from: from.name, to: to.name }];
}

function randomService(model: Service): fc.Arbitrary<Service> {
  return fc
    .record({ owner: fc.constantFrom(...OWNERS), tier: fc.constantFrom<1 | 2 | 3>(1, 2, 3) })
    .map((drawn) => ({ ...model, ...drawn }));
}

function randomNotify(): fc.Arbitrary<Notify> {
  const { heartbeat, slack, telegram, email, pagerduty } = EVERY_RECEIVER;
  return fc
    .record({ of: fc.subarray(['heartbeat', 'slack', 'telegram', 'email', 'pagerduty'] as const), hooks: fc.nat(3) })
    .map(({ of, hooks }) => ({
      ...(of.includes('heartbeat') && heartbeat !== undefined && { heartbeat }),
      ...(of.includes('slack') && slack !== undefined && { slack }),
      ...(of.includes('telegram') && telegram !== undefined && { telegram }),
      ...(of.includes('email') && email !== undefined && { email }),
      ...(of.includes('pagerduty') && pagerduty !== undefined && { pagerduty }),
      webhooks: EVERY_RECEIVER.webhooks.slice(0, hooks),
      routes: [],
    }));
}

function randomMute(): fc.Arbitrary<MuteTime> {
  return fc.record(
    {
      name: fc.constantFrom('nights', 'weekends', 'feasts'),
      timezone: fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Kolkata'),
      days: fc.subarray([...WEEKDAYS], { minLength: 1 }),
      from: fc.constantFrom('00:00', '09:30', '22:00'),
      to: fc.constantFrom('06:00', '17:15', '24:00'),
      severities: fc.subarray(['warning', 'info'] as const, { minLength: 1 }),
      owners: fc.subarray(OWNERS, { minLength: 1 }),
    },
    { requiredKeys: ['name', 'timezone', 'days', 'from', 'to', 'severities'] },
  );
}
