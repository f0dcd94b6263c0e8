import type { IncidentStore, Notifier } from '@nines/kernel';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DeliveryWorld } from '../testing/delivery-world.ts';
import { Mortal } from '../testing/mortal.ts';
import { TestChannel } from '../testing/test-channel.ts';
import type { CourierOptions } from './courier.ts';

const CHAT = { bundles: 100, supersedes: true, pace: { burst: 3, perMs: 1_000 } };
const MAIL = { bundles: 100, supersedes: false, recognizes: true, pace: { burst: 2, perMs: 2_000 } };

/** Starts couriers, each of which dies after so many steps; the last one lives. Returns how many died. */
async function deliverDying(
  world: DeliveryWorld,
  steps: readonly number[],
  meanwhile: (life: number) => Promise<void> = async () => undefined,
): Promise<number> {
  let deaths = 0;
  for (const [life, count] of steps.entries()) {
    const mortal = new Mortal(count, () => {
      deaths += 1;
      world.store.loseOutbox();
    });
    const stop = world.startCourier({
      store: mortalStore(world.store, mortal),
      notifiers: () => mortalChannels(world, mortal),
    });
    await world.pass(3_000);
    await meanwhile(life);
    if (!mortal.isDead) stop.abort();
    await world.pass(3_000);
  }
  world.startCourier();
  return deaths;
}

function mortalStore(store: IncidentStore, mortal: Mortal): CourierOptions['store'] {
  return {
    platform: store.platform,
    rung: (signal) => mortal.step(() => store.rung(signal)),
    tell: (messages) => mortal.step(() => store.tell(messages)),
    messages: (keys) => mortal.step(() => store.messages(keys)),
    acquireOutbox: async (signal) => {
      const lease = await mortal.step(() => store.acquireOutbox(signal));
      return {
        ...lease,
        pending: (limit) => mortal.step(() => lease.pending(limit)),
        threads: (incidents) => mortal.step(() => lease.threads(incidents)),
        report: (reports, events) => mortal.step(() => lease.report(reports, events)),
        release: () => mortal.step(() => lease.release()),
      };
    },
  };
}

function mortalChannels(world: DeliveryWorld, mortal: Mortal): ReadonlyMap<string, Notifier> {
  const wrap = (notifier: Notifier): Notifier => ({
    channel: notifier.channel,
    traits: notifier.traits,
    deliver: (notifications, thread, signal) => mortal.step(() => notifier.deliver(notifications, thread, signal)),
  });
  return new Map([...world.channels].map(([name, notifier]) => [name, wrap(notifier)]));
}

it('loses nothing wherever it is killed, keeps the order, and repeats at most one message a channel and kill', async () => {
  const sayings = ['1 triggered', '2 triggered', '1 acknowledged', '3 triggered', '2 resolved', '1 resolved'];
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(40), { minLength: 1, maxLength: 4 }), async (steps) => {
      const [hook, chat] = ['hook', 'chat'];
      const world = new DeliveryWorld((clock) => [new TestChannel(hook, clock), new TestChannel(chat, clock, CHAT)]);
      await world.clock.goTo(Date.parse('2026-01-02T03:00:00Z'));
      for (const saying of sayings) await world.say(saying, hook, chat);
      const deaths = await deliverDying(world, steps);
      await world.say('3 resolved', hook, chat);
      await world.pass(60_000);
      const [hooked, chatted] = [hook, chat].map((name) => (world.channels.get(name) as TestChannel).taken);
      const keys = (hooked ?? []).flatMap((message) => message.keys);
      expect(new Set(keys).size).toBe(sayings.length + 1);
      expect(keys.length - new Set(keys).size).toBeLessThanOrEqual(deaths);
      for (const number of [1, 2, 3]) {
        const said = [...new Set((hooked ?? []).flatMap((message) => message.said))];
        const decided = [...sayings, '3 resolved'].filter((saying) => saying.startsWith(`${number} `));
        expect(said.filter((saying) => saying.startsWith(`${number} `))).toEqual(decided);
        const last = chatted?.flatMap(({ said: all }) => all).findLast((saying) => saying.startsWith(`${number} `));
        expect(last).toBe(`${number} resolved`);
      }
      const firstWords = (chatted ?? []).filter(({ thread }) => thread === undefined).length;
      expect(firstWords).toBeLessThanOrEqual(3 + deaths);
      const open = (await Promise.all([1, 2, 3].map((number) => world.store.messagesOf(number)))).flat();
      expect(open.filter(({ state }) => state === 'pending' || state === 'sending')).toEqual([]);
      await world.end();
    }),
    { numRuns: 50 },
  );
});

/** Takes each, and says so, but for those of `breaks` that are true: then nobody knows. */
function breaksOff(channel: TestChannel, breaks: readonly boolean[]): TestChannel['behaviour'] {
  const left = [...breaks];
  return (message) => {
    if (left.shift() !== true) return { outcome: 'sent' };
    channel.taken.push(message);
    return { outcome: 'failed', reason: 'broken off', isUnclear: true };
  };
}

it.each([
  ['mail', MAIL],
  ['chat', CHAT],
])('sends what may have been sent on as the same %s again, whatever came meanwhile', async (name, traits) => {
  const lives = fc.record({
    steps: fc.nat(30),
    sayings: fc.array(fc.constantFrom('acknowledged', 'resolved', 'triggered'), { maxLength: 4 }),
  });
  const breaking = fc.array(fc.boolean(), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(
      fc.nat(6),
      fc.array(lives, { minLength: 1, maxLength: 4 }),
      breaking,
      async (first, all, breaks) => {
        const world = new DeliveryWorld((clock) => [new TestChannel(name, clock, traits)]);
        const channel = world.channels.get(name) as TestChannel;
        if (name === 'mail') channel.behaviour = breaksOff(channel, breaks);
        await world.clock.goTo(Date.parse('2026-01-02T03:00:00Z'));
        for (let number = 1; number <= first; number += 1) await world.say(`${number} triggered`, name);
        await deliverDying(
          world,
          all.map(({ steps }) => steps),
          async (life) => {
            for (const [index, reason] of (all[life]?.sayings ?? []).entries()) {
              await world.say(reason === 'triggered' ? `${life}${index}1 triggered` : `${index + 1} ${reason}`, name);
            }
          },
        );
        await world.pass(60_000);
        const sent = channel.taken.map(({ keys }) => JSON.stringify(keys));
        const keys = [...new Set(sent)].flatMap((one) => JSON.parse(one) as string[]);
        expect(keys).toEqual([...new Set(keys)]);
        await world.end();
      },
    ),
    { numRuns: 60 },
  );
});
