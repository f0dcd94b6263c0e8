import type { ChannelTraits } from '@nines/kernel';
import { expect, it } from 'vitest';
import { DeliveryWorld } from '../testing/delivery-world.ts';
import { TestChannel } from '../testing/test-channel.ts';

const HOUR_MS = 3_600_000;
const MAIL = {
  bundles: 100,
  supersedes: false,
  recognizes: true,
  longestAttemptMs: 120_000,
  pace: { burst: 10, perMs: 1_000 },
};
const CHAT = { bundles: 100, supersedes: true, pace: { burst: 3, perMs: 1_000 } };

/** Of channels that are not eager. */
const TRAITS: Readonly<Record<string, Partial<ChannelTraits>>> = {
  chat: CHAT,
  mails: MAIL,
  slow: { pace: { burst: 3, perMs: 1_000 } },
};

/** A world with these channels. */
async function worldOf<const Names extends readonly string[]>(...names: Names) {
  const channels = new Map<string, TestChannel>();
  const world = new DeliveryWorld((clock) =>
    names.map((name) => {
      const channel = new TestChannel(name, clock, TRAITS[name]);
      channels.set(name, channel);
      return channel;
    }),
  );
  await world.begin();
  const channel = (name: Names[number]): TestChannel => {
    const found = channels.get(name);
    if (found === undefined) throw new Error(`there is no channel ${name}`);
    return found;
  };
  return { world, channel, told: async () => typesOf(world) };
}

async function typesOf(world: DeliveryWorld): Promise<string[]> {
  const events = await world.events.read(0, 1_000);
  return events.map(({ type, data }) => `${type} ${String(data['channel'])} ${String(data['state'])}`);
}

it('delivers at once, and says so in the log', async () => {
  const { world, channel, told } = await worldOf('chat', 'hook');
  await world.say('1 triggered', 'chat', 'hook');
  await world.pass(0);
  expect([channel('chat').said, channel('hook').said]).toEqual([['1 triggered'], ['1 triggered']]);
  const [message] = await world.store.messagesOf(1);
  const at = new Date(world.clock.now()).toISOString();
  expect(message).toMatchObject({ state: 'sent', attempts: 1, sentAt: at, failure: null });
  expect(await told()).toEqual(['notification.sent chat sent', 'notification.sent hook sent']);
  expect((await world.events.read(0, 1))[0]).toMatchObject({ subject: 'web', correlationId: 'incident:shop/1' });
  await world.end();
});

it('follows the message of an incident', async () => {
  const { world, channel } = await worldOf('chat');
  for (const saying of ['1 triggered', '2 triggered', '1 acknowledged', '2 resolved']) {
    await world.say(saying, 'chat');
    await world.pass(2_000);
  }
  const threads = channel('chat').taken.map(({ said, thread }) => [said[0], thread]);
  expect(threads).toEqual([
    ['1 triggered', undefined],
    ['2 triggered', undefined],
    ['1 acknowledged', { message: 1 }],
    ['2 resolved', { message: 2 }],
  ]);
  await world.end();
});

it('delivers on its return what waited for a channel for an hour: everything, in order, bundled', async () => {
  const { world, channel } = await worldOf('chat', 'hook', 'mail');
  for (const name of ['chat', 'hook'] as const) channel(name).behaviour = 'down';
  for (let number = 1; number <= 6; number += 1) {
    await world.say(`${number} triggered`, 'chat', 'hook');
    await world.pass(60_000);
    await world.say(`${number} resolved`, 'chat', 'hook');
    await world.pass(9 * 60_000);
  }
  expect(channel('chat').attempts.length).toBeLessThan(150);
  for (const name of ['chat', 'hook'] as const) channel(name).behaviour = 'up';
  await world.pass(61_000);
  const everything = [1, 2, 3, 4, 5, 6].flatMap((number) => [`${number} triggered`, `${number} resolved`]);
  expect(channel('chat').taken.map(({ said }) => said)).toEqual([everything]);
  for (let number = 1; number <= 6; number += 1) {
    const ofThis = channel('hook').said.filter((saying) => saying.startsWith(`${number} `));
    expect(ofThis).toEqual([`${number} triggered`, `${number} resolved`]);
    const states = (await world.store.messagesOf(number)).map(({ channel: name, state }) => `${name} ${state}`);
    expect(states.filter((state) => state.startsWith('hook'))).toEqual(['hook sent', 'hook sent']);
    expect(states).toContain(number === 1 ? 'chat sent' : 'chat bundled');
  }
  await world.end();
});

it('sends what wakes somebody at once, whatever number of messages waits', async () => {
  const { world, channel } = await worldOf('slow');
  for (let number = 1; number <= 260; number += 1) await world.say(`${number} resolved`, 'slow');
  await world.pass(1_000);
  await world.say('999 acknowledged', 'slow');
  await world.say('999 severity', 'slow');
  await world.pass(2_000);
  expect(channel('slow').said.slice(-2)).toEqual(['999 acknowledged', '999 severity']);
  expect(channel('slow').said.length).toBeLessThan(10);
  await world.end();
});

it('leaves out updates of what was told in a bundle, and follows the message that comes after it', async () => {
  const { world, channel, told } = await worldOf('chat');
  await world.end();
  for (let number = 1; number <= 4; number += 1) await world.say(`${number} triggered`, 'chat');
  world.startCourier();
  await world.pass(5_000);
  await world.say('1 updated', 'chat');
  await world.pass(5_000);
  expect(channel('chat').attempts).toHaveLength(1);
  expect((await world.store.messagesOf(1)).at(-1)).toMatchObject({ state: 'superseded', attempts: 0 });
  await world.say('1 acknowledged', 'chat');
  await world.pass(5_000);
  await world.say('1 updated', 'chat');
  await world.pass(5_000);
  expect(channel('chat').taken.map(({ said, thread }) => [said.at(-1), thread])).toEqual([
    ['4 triggered', undefined],
    ['1 acknowledged', undefined],
    ['1 updated', { message: 2 }],
  ]);
  expect((await told()).filter((type) => !type.startsWith('notification.sent'))).toEqual([]);
  await world.end();
});

it('says on another channel, once, that one does not work, and once that it does again', async () => {
  const { world, channel } = await worldOf('chat', 'hook', 'mail');
  channel('chat').behaviour = 'down';
  await world.say('1 triggered', 'chat', 'hook');
  await world.pass(HOUR_MS);
  await world.say('2 triggered', 'chat', 'hook');
  await world.pass(HOUR_MS);
  expect(channel('hook').said).toEqual(['1 triggered', 'chat does not work', '2 triggered']);
  expect(channel('mail').said).toEqual([]);
  channel('chat').behaviour = 'up';
  await world.pass(HOUR_MS);
  expect(channel('hook').said).toEqual(['1 triggered', 'chat does not work', '2 triggered', 'chat works again']);
  await world.end();
});

it('says that a channel works again also where another server said that it does not', async () => {
  const { world, channel } = await worldOf('chat', 'hook', 'mail');
  channel('chat').behaviour = 'down';
  await world.say('1 triggered', 'chat');
  await world.pass(HOUR_MS);
  await world.end();
  channel('chat').behaviour = 'up';
  world.startCourier();
  await world.pass(HOUR_MS);
  expect(channel('hook').said).toEqual(['chat does not work', 'chat works again']);
  const [fails = '', works = ''] = channel('hook').taken.flatMap(({ keys }) => keys);
  const [kept] = await world.store.messages([works]);
  expect(kept?.notification).toMatchObject({ ends: fails });
  await world.end();
});

it('says it later where the database is away at that moment', async () => {
  const { world, channel } = await worldOf('chat', 'hook');
  const tell = world.store.tell.bind(world.store);
  channel('chat').behaviour = 'down';
  await world.say('1 triggered', 'chat', 'hook');
  let isAway = true;
  world.store.tell = async (messages) => {
    if (isAway) throw new Error('the database is away');
    await tell(messages);
  };
  await world.pass(HOUR_MS);
  expect(channel('hook').said).toEqual(['1 triggered']);
  isAway = false;
  await world.pass(HOUR_MS);
  expect(channel('hook').said).toEqual(['1 triggered', 'chat does not work']);
  await world.end();
});

it('does not go round in circles where no channel works', async () => {
  const { world, channel } = await worldOf('chat', 'hook');
  for (const name of ['chat', 'hook'] as const) channel(name).behaviour = 'down';
  await world.say('1 triggered', 'chat', 'hook');
  await world.pass(10 * HOUR_MS);
  const outbox = await (await world.store.load('2026-01-01T00:00:00Z'), world.store.messagesOf(1));
  expect(outbox.map(({ state }) => state)).toEqual(['pending', 'pending']);
  expect(new Set(channel('hook').attempts.flatMap(({ said }) => said)).size).toBeLessThanOrEqual(2);
  for (const name of ['chat', 'hook'] as const) channel(name).behaviour = 'up';
  await world.pass(HOUR_MS);
  expect(channel('chat').said[0]).toBe('1 triggered');
  expect(channel('hook').said[0]).toBe('1 triggered');
  await world.end();
});

it('lets a channel that hangs delay no other, and tries it again', async () => {
  const { world, channel } = await worldOf('chat', 'hook');
  channel('chat').behaviour = 'hanging';
  for (let number = 1; number <= 3; number += 1) {
    await world.say(`${number} triggered`, 'chat', 'hook');
    await world.pass(100);
  }
  expect(channel('hook').said).toEqual(['1 triggered', '2 triggered', '3 triggered']);
  channel('chat').behaviour = 'up';
  await world.pass(32_000);
  expect(channel('chat').said).toEqual(['2 triggered', '3 triggered', '1 triggered']);
  expect(await world.store.messagesOf(1)).toMatchObject([{ state: 'sent', attempts: 2 }, { attempts: 1 }]);
  await world.end();
});

it('leaves a channel alone for as long as it asks for, and counts that as no failure', async () => {
  const { world, channel, told } = await worldOf('hook', 'mail');
  const limit = { outcome: 'failed', reason: 'HTTP 429', retryAfterMs: 30_000, isThrottled: true } as const;
  channel('hook').behaviour = () => limit;
  await world.say('1 triggered', 'hook');
  await world.pass(10_000);
  await world.say('2 triggered', 'hook');
  await world.pass(19_900);
  channel('hook').behaviour = 'up';
  expect(channel('hook').attempts).toHaveLength(1);
  await world.pass(200);
  expect(channel('hook').said).toEqual(['1 triggered', '2 triggered']);
  expect(await world.store.messagesOf(1)).toMatchObject([{ state: 'sent', attempts: 1 }]);
  expect(channel('mail').said).toEqual([]);
  expect(await told()).toContain('notification.failed hook pending');
  await world.end();
});

it.each([0, -86_400_000])(
  'asks ever more seldom where it is asked for %i ms of patience, and tells after minutes',
  async (ms) => {
    const { world, channel } = await worldOf('hook', 'mail');
    const limit = { outcome: 'failed', reason: 'HTTP 429', retryAfterMs: ms, isThrottled: true } as const;
    channel('hook').behaviour = () => limit;
    await world.say('1 triggered', 'hook');
    await world.pass(63_000);
    expect(channel('hook').attempts.length).toBeLessThanOrEqual(7);
    expect(channel('mail').said).toEqual([]);
    await world.pass(600_000);
    expect(channel('hook').attempts.length).toBeLessThanOrEqual(18);
    expect(channel('mail').said).toEqual(['hook does not work']);
    channel('hook').behaviour = 'up';
    await world.pass(61_000);
    expect(channel('hook').said).toEqual(['1 triggered']);
    expect(channel('mail').said).toEqual(['hook does not work', 'hook works again']);
    await world.end();
  },
);

it('tells at once where it is asked for patience of minutes', async () => {
  const { world, channel } = await worldOf('hook', 'mail');
  const limit = { outcome: 'failed', reason: 'HTTP 429', retryAfterMs: HOUR_MS, isThrottled: true } as const;
  channel('hook').behaviour = () => limit;
  await world.say('1 triggered', 'hook');
  await world.pass(1_000);
  expect(channel('mail').said).toEqual(['hook does not work']);
  await world.end();
});

it('waits no longer where the clock is set back, also after a restart', async () => {
  const { world, channel } = await worldOf('chat', 'hook');
  const told = (): readonly (readonly string[])[] =>
    (['chat', 'hook'] as const).map((name) => channel(name).said.filter((saying) => /^\d/u.test(saying)));
  const limit = { outcome: 'failed', reason: 'HTTP 429', retryAfterMs: 20_000, isThrottled: true } as const;
  channel('chat').behaviour = () => limit;
  channel('hook').behaviour = 'down';
  await world.say('1 triggered', 'chat', 'hook');
  await world.pass(3_000);
  world.clock.setBack(HOUR_MS);
  for (const name of ['chat', 'hook'] as const) channel(name).behaviour = 'up';
  await world.pass(61_000);
  expect(told()).toEqual([['1 triggered'], ['1 triggered']]);
  for (const name of ['chat', 'hook'] as const) channel(name).behaviour = 'down';
  await world.say('2 triggered', 'chat', 'hook');
  await world.pass(300_000);
  await world.end();
  world.clock.setBack(HOUR_MS);
  for (const name of ['chat', 'hook'] as const) channel(name).behaviour = 'up';
  world.startCourier();
  await world.pass(1_000);
  expect(told()).toEqual([
    ['1 triggered', '2 triggered'],
    ['1 triggered', '2 triggered'],
  ]);
  await world.end();
});

it('tells at once what was decided before the clock was set back', async () => {
  const { world, channel } = await worldOf('chat');
  await world.end();
  await world.say('1 triggered', 'chat');
  world.clock.setBack(60_000);
  world.startCourier();
  await world.pass(100);
  expect(channel('chat').said).toEqual(['1 triggered']);
  await world.end();
});

it('gives up after a day, what is refused too', async () => {
  const { world, channel, told } = await worldOf('hook', 'mail');
  channel('hook').behaviour = ({ said }) =>
    said[0] === '2 triggered' ? { outcome: 'refused', reason: 'HTTP 400' } : { outcome: 'failed', reason: 'HTTP 500' };
  await world.say('1 triggered', 'hook');
  await world.say('2 triggered', 'hook');
  await world.pass(1_000);
  expect(await world.store.messagesOf(2)).toMatchObject([{ state: 'pending', attempts: 1, failure: 'HTTP 400' }]);
  expect(channel('mail').said).toEqual(['hook does not work']);
  await world.pass(23 * HOUR_MS);
  expect(await world.store.messagesOf(1)).toMatchObject([{ state: 'pending' }]);
  await world.pass(3 * HOUR_MS);
  expect(await world.store.messagesOf(1)).toMatchObject([{ state: 'given-up', failure: 'HTTP 500' }]);
  expect(await world.store.messagesOf(2)).toMatchObject([{ state: 'given-up', failure: 'HTTP 400' }]);
  expect((await told()).filter((type) => type === 'notification.given-up hook given-up')).toHaveLength(2);
  await world.end();
});

const FAILURES = {
  failed: { outcome: 'failed', reason: 'HTTP 500' },
  'failed unclear': { outcome: 'failed', reason: 'no answer', isUnclear: true },
  'failed and throttled': { outcome: 'failed', reason: 'HTTP 429', isThrottled: true },
  refused: { outcome: 'refused', reason: 'HTTP 400' },
} as const;

it.each(Object.entries(FAILURES))(
  'gives up nothing that %s a few times because the clock is set on',
  async (_how, result) => {
    const { world, channel } = await worldOf('mails');
    channel('mails').behaviour = () => result;
    await world.say('1 triggered', 'mails');
    await world.pass(100);
    world.clock.setBack(-25 * HOUR_MS);
    await world.pass(30 * 60_000);
    expect(channel('mails').attempts.length).toBeGreaterThan(5);
    channel('mails').behaviour = 'up';
    await world.pass(30 * 60_000);
    expect(channel('mails').said).toEqual(['1 triggered']);
    await world.end();
  },
);

it('tries what is refused again after 1, 2, 4, then 5 minutes, and logs the first refusal', async () => {
  const { world, channel } = await worldOf('hook');
  await world.end();
  const logged: unknown[] = [];
  world.startCourier({ log: (_level, message, fields) => logged.push([message, fields]) });
  channel('hook').behaviour = () => ({ outcome: 'refused', reason: 'HTTP 404' });
  await world.say('1 triggered', 'hook');
  await world.pass(18 * 60_000);
  const times = channel('hook').attempts.map(({ atMs }) => atMs);
  const gaps = times.slice(1).map((atMs, index) => Math.round((atMs - (times[index] ?? 0)) / 60_000));
  expect(gaps).toEqual([1, 2, 4, 5, 5]);
  expect(logged).toEqual([['A channel refuses what it is to tell', { channel: 'hook', reason: 'HTTP 404' }]]);
  channel('hook').behaviour = 'up';
  await world.pass(5 * 60_000);
  expect(await world.store.messagesOf(1)).toMatchObject([{ state: 'sent', attempts: 7, failure: null }]);
  await world.end();
});

it('says elsewhere that a chat refuses, also where one message tells of several changes', async () => {
  const { world, channel } = await worldOf('chat', 'hook');
  channel('chat').behaviour = () => ({ outcome: 'refused', reason: 'token_revoked' });
  await world.end();
  await world.say('1 triggered', 'chat');
  await world.say('1 acknowledged', 'chat');
  world.startCourier();
  await world.pass(1_000);
  expect(channel('chat').attempts).toHaveLength(1);
  expect(channel('hook').said).toEqual(['chat does not work']);
  await world.end();
});

it('sends one by one what is refused as a bundle', async () => {
  const { world, channel } = await worldOf('chat');
  channel('chat').behaviour = ({ said }) =>
    said.length > 1 || said[0] === '3 triggered' ? { outcome: 'refused', reason: 'invalid' } : { outcome: 'sent' };
  const sayings = [1, 2, 3, 4, 5].map((number) => `${number} triggered`);
  await Promise.all(sayings.map((saying) => world.say(saying, 'chat')));
  await world.pass(60_000);
  expect(channel('chat').said).toEqual(['1 triggered', '2 triggered', '4 triggered', '5 triggered']);
  expect(await world.store.messagesOf(3)).toMatchObject([{ state: 'pending', failure: 'invalid' }]);
  await world.end();
});

it('sends a mail that may have arrived again as it was, also after a restart, and what came since in the next', async () => {
  const { world, channel } = await worldOf('mails');
  await world.end();
  const unclear = { outcome: 'failed', reason: 'the mail server broke the connection', isUnclear: true } as const;
  channel('mails').behaviour = () => unclear;
  const first = [1, 2, 3, 4].map((number) => `${number} triggered`);
  await Promise.all(first.map((saying) => world.say(saying, 'mails')));
  const stop = world.startCourier();
  await world.pass(100);
  expect(channel('mails').attempts.map(({ said }) => said)).toEqual([first]);
  await Promise.all(['5 triggered', '1 resolved'].map((saying) => world.say(saying, 'mails')));
  await world.pass(100);
  stop.abort();
  await world.pass(100);
  channel('mails').behaviour = () => ({ outcome: 'failed', reason: 'HTTP 503' });
  const next = world.startCourier();
  await world.pass(10_000);
  next.abort();
  await world.pass(2_000);
  channel('mails').behaviour = 'up';
  world.startCourier();
  await world.pass(60_000);
  expect(
    channel('mails')
      .taken.map(({ said }) => said)
      .toSorted(),
  ).toEqual([['1 resolved'], first, ['5 triggered']]);
  const attempts = channel('mails').attempts.filter(({ said }) => said.length > 1);
  expect(new Set(attempts.map(({ keys }) => keys.join()))).toHaveLength(1);
  expect(await world.store.messagesOf(2)).toMatchObject([{ state: 'bundled', bundle: null }]);
  await world.end();
});

it('sends a mail again as it was that only some have, whatever came meanwhile', async () => {
  const { world, channel } = await worldOf('mails');
  channel('mails').behaviour = () => ({ outcome: 'failed', reason: '1 of 2', isPartial: true });
  await world.say('1 triggered', 'mails');
  await world.pass(100);
  for (const number of [2, 3, 4, 5]) await world.say(`${number} triggered`, 'mails');
  channel('mails').behaviour = 'up';
  await world.pass(60_000);
  expect(channel('mails').taken.map(({ said }) => said)).toContainEqual(['1 triggered']);
  await world.end();
});

it('lets nobody wait for what is said next of an incident because another did not get the mail before', async () => {
  const { world, channel } = await worldOf('mails');
  channel('mails').behaviour = ({ said }) =>
    said[0] === '1 triggered' ? { outcome: 'failed', reason: '1 of 2', isPartial: true } : { outcome: 'sent' };
  await world.say('1 triggered', 'mails');
  await world.pass(100);
  await world.say('1 severity', 'mails');
  await world.pass(100);
  await world.say('1 resolved', 'mails');
  await world.pass(61_000);
  expect(channel('mails').said).toEqual(['1 severity', '1 resolved']);
  channel('mails').behaviour = 'up';
  await world.pass(61_000);
  expect(channel('mails').said).toEqual(['1 severity', '1 resolved', '1 triggered']);
  await world.end();
});

it('says once, on another channel, whom a channel does not reach', async () => {
  const { world, channel } = await worldOf('mails', 'hook');
  const unreached = { whom: ['b@example.com'], reason: 'the mail server says 550' };
  channel('mails').behaviour = () => ({ outcome: 'sent', unreached });
  for (const number of [1, 2]) {
    await world.say(`${number} triggered`, 'mails');
    await world.pass(60_000);
  }
  expect(channel('hook').said).toEqual(['mails does not reach everybody']);
  expect(
    (await world.store.messages(channel('hook').taken.flatMap(({ keys }) => keys)))[0]?.notification,
  ).toMatchObject({
    text: 'Messages for mails are not delivered to b@example.com: the mail server says 550. The others get them.',
  });
  channel('mails').behaviour = 'up';
  await world.say('3 triggered', 'mails');
  await world.pass(60_000);
  channel('mails').behaviour = () => ({ outcome: 'sent', unreached });
  await world.say('4 triggered', 'mails');
  await world.pass(60_000);
  expect(channel('hook').said).toHaveLength(2);
  await world.end();
});

it.each([
  ['mails', 90_000],
  ['chat', 20_000],
] as const)('waits for %s where it takes its time, and repeats nothing', async (name, ms) => {
  const { world, channel } = await worldOf(name);
  const deliver = channel(name).deliver.bind(channel(name));
  channel(name).deliver = async (notifications, thread) => {
    await world.clock.sleep(ms);
    return await deliver(notifications, thread);
  };
  await world.say('1 triggered', name);
  await world.pass(HOUR_MS);
  expect(channel(name).said).toEqual(['1 triggered']);
  expect(await world.store.messagesOf(1)).toMatchObject([{ state: 'sent', attempts: 1 }]);
  await world.end();
});

it.each(['mails', 'chat'] as const)(
  'repeats what may have arrived on %s some three hundred times a day at most',
  async (name) => {
    const { world, channel } = await worldOf(name);
    channel(name).behaviour = () => ({ outcome: 'failed', reason: 'no answer', isUnclear: true });
    await world.say('1 triggered', name);
    await world.pass(30_000);
    expect(channel(name).attempts.length).toBeGreaterThan(3);
    await world.pass(24 * HOUR_MS);
    expect(channel(name).attempts.length).toBeLessThanOrEqual(300);
    await world.end();
  },
);

it.each(['mails', 'slow', 'chat'] as const)(
  'lets no page wait on %s for what may have arrived before it',
  async (name) => {
    const { world, channel } = await worldOf(name);
    channel(name).behaviour = () => ({ outcome: 'failed', reason: 'no answer', isUnclear: true });
    await world.say('1 triggered', name);
    await world.pass(3 * HOUR_MS);
    const tried = channel(name).attempts.length;
    await world.say('1 severity', name);
    await world.pass(70_000);
    expect(channel(name).attempts.length).toBeGreaterThanOrEqual(tried + 2);
    expect(channel(name).attempts.length).toBeLessThan(tried + 5);
    channel(name).behaviour = 'up';
    await world.pass(70_000);
    expect(channel(name).said).toEqual(name === 'chat' ? ['1 severity'] : ['1 triggered', '1 severity']);
    await world.end();
  },
);

it('tries again soon after what is clear to have failed, however often that was', async () => {
  const { world, channel } = await worldOf('mails');
  channel('mails').behaviour = 'down';
  await world.say('1 triggered', 'mails');
  await world.pass(HOUR_MS);
  channel('mails').behaviour = () => ({ outcome: 'failed', reason: 'no answer', isUnclear: true });
  const tried = channel('mails').attempts.length;
  await world.pass(70_000);
  expect(channel('mails').attempts.length).toBeGreaterThan(tried);
  channel('mails').behaviour = 'up';
  await world.pass(62_000);
  expect(channel('mails').said).toEqual(['1 triggered']);
  await world.end();
});

it('says that a channel hangs once its first attempt was that long', async () => {
  const { world, channel } = await worldOf('mails', 'hook');
  channel('mails').behaviour = 'hanging';
  await world.say('1 triggered', 'mails');
  await world.pass(121_000);
  expect(channel('hook').said).toEqual(['mails does not work']);
  await world.end();
});

it('takes what a mail server does not answer to in time for what may have arrived', async () => {
  const { world, channel } = await worldOf('mails');
  channel('mails').behaviour = 'hanging';
  await Promise.all([1, 2, 3, 4].map((number) => world.say(`${number} triggered`, 'mails')));
  await world.pass(121_000);
  const rows = (await Promise.all([1, 2, 3, 4].map((number) => world.store.messagesOf(number)))).flat();
  expect(new Set(rows.map(({ bundle }) => bundle))).toEqual(new Set([rows[0]?.notification.key]));
  await world.end();
});

it('keeps what is for a channel that is not there until it is back, and no longer than two minutes', async () => {
  const { world, channel } = await worldOf('hook', 'mail');
  await world.end();
  const logged: unknown[] = [];
  let names = ['mail'];
  world.startCourier({
    notifiers: () => new Map([...world.channels].filter(([name]) => names.includes(name))),
    log: (_level, message, fields) => logged.push([message, fields]),
  });
  await world.say('1 triggered', 'hook');
  await world.pass(60_000);
  names = ['hook', 'mail'];
  await world.pass(60_000);
  expect(channel('hook').said).toEqual(['1 triggered']);
  names = ['mail'];
  await world.say('2 triggered', 'hook', 'mail');
  await world.pass(119_000);
  expect(await world.store.messagesOf(2)).toMatchObject([{ state: 'pending', attempts: 0 }, { state: 'sent' }]);
  await world.pass(61_000);
  expect(await world.store.messagesOf(2)).toMatchObject([
    { state: 'superseded', failure: 'there is no such channel any more' },
    { state: 'sent' },
  ]);
  expect(logged).toEqual([['A channel is gone, and with it what waited', { channel: 'hook', count: 1 }]]);
  await world.end();
});

it('finishes what is under way before it stops, and leaves the rest to the next', async () => {
  const { world, channel } = await worldOf('hook');
  await world.end();
  const stop = world.startCourier();
  let answer: () => void = () => undefined;
  channel('hook').deliver = async () =>
    await new Promise((resolve) => {
      answer = () => resolve({ outcome: 'sent' });
    });
  await world.say('1 triggered', 'hook');
  await world.pass(1_000);
  stop.abort();
  await world.say('2 triggered', 'hook');
  await world.pass(1_000);
  answer();
  await world.pass(1_000);
  expect(await world.store.messagesOf(1)).toMatchObject([{ state: 'sent' }]);
  expect(await world.store.messagesOf(2)).toMatchObject([{ state: 'pending', attempts: 0 }]);
});

it('lets a second courier take over when the right is lost, and reports what the first had sent', async () => {
  const { world, channel } = await worldOf('hook');
  let answer: () => void = () => undefined;
  const deliver = channel('hook').deliver.bind(channel('hook'));
  channel('hook').deliver = async (notifications, thread) => {
    await new Promise<void>((resolve) => (answer = resolve));
    return await deliver(notifications, thread);
  };
  await world.say('1 triggered', 'hook');
  await world.pass(1_000);
  world.store.loseOutbox();
  await world.pass(500);
  answer();
  await world.pass(5_000);
  expect(channel('hook').said).toEqual(['1 triggered']);
  expect(await world.store.messagesOf(1)).toMatchObject([{ state: 'sent', attempts: 1 }]);
  await world.end();
});

it('waits for a database that is away, and repeats nothing that was sent', async () => {
  const { world, channel } = await worldOf('hook');
  await world.end();
  let isAway = false;
  const { store } = world;
  world.startCourier({
    store: {
      platform: store.platform,
      tell: store.tell.bind(store),
      messages: store.messages.bind(store),
      rung: store.rung.bind(store),
      acquireOutbox: async (signal) => {
        if (isAway) throw new Error('away');
        const lease = await store.acquireOutbox(signal);
        const report: typeof lease.report = async (reports, events) => {
          if (isAway) throw new Error('away');
          return await lease.report(reports, events);
        };
        return { ...lease, report };
      },
    },
  });
  channel('hook').behaviour = () => {
    isAway = true;
    return { outcome: 'sent' };
  };
  await world.say('1 triggered', 'hook');
  await world.pass(60_000);
  expect(await store.messagesOf(1)).toMatchObject([{ state: 'sending' }]);
  isAway = false;
  await world.pass(60_000);
  expect(channel('hook').said).toEqual(['1 triggered']);
  expect(await store.messagesOf(1)).toMatchObject([{ state: 'sent', attempts: 1 }]);
  await world.end();
});
