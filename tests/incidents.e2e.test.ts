/** An outage as people live through it: told in the chat, taken on there, over, looked back on. */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FakeSlack } from '@nines/testkit/fake-slack';
import { freePorts } from '@nines/testkit/ports';
import { testTool } from '@nines/testkit/tools';
import { kill, TestPlatform, until } from './platform/test-platform.ts';

/** Two seconds where the machine is idle; here everything runs at once, on two cores, ms. */
const PAGE_LIMIT_MS = 10_000;
const PATIENCE_MS = 60_000;

/** Does not open its port before the moment that the file HOLD names. */
const HELD = join(import.meta.dirname, '..', 'bench', 'fixtures', 'held');
const HOLD_MS = 600_000;

const SECTIONS = [
  'Summary',
  'Impact',
  'Root causes',
  'Trigger',
  'Detection',
  'Resolution',
  'What went well',
  'What went wrong',
  'Where we were lucky',
  'Timeline',
  'Corrective actions',
  'Supporting information',
];

let slack: FakeSlack;
let platform: TestPlatform;
let port: number;
let hold: string;
/** What `nines up` said. */
let welcome: string;

beforeAll(async () => {
  await testTool('prometheus');
  slack = await new FakeSlack().start();
  [port = 0] = await freePorts(1);
  const env = { SLACK_TOKEN: 'xoxb-test', SLACK_SIGNING: 'signing-secret' };
  platform = await TestPlatform.create({}, { env });
  hold = join(platform.directory, 'hold');
  await platform.write(
    { web: { run: { command: 'node server.mjs', cwd: HELD }, port, env: { HOLD: hold }, tier: 1 } },
    {
      monitoring: {},
      secrets: { SLACK_TOKEN: { env: 'SLACK_TOKEN' }, SLACK_SIGNING: { env: 'SLACK_SIGNING' } },
      notify: {
        slack: {
          channel: '#sre',
          token: { secret: 'SLACK_TOKEN' },
          signingSecret: { secret: 'SLACK_SIGNING' },
          api: slack.api,
        },
      },
    },
  );
  ({ stdout: welcome } = await platform.up());
});

afterAll(async () => {
  await platform.remove();
  await slack.stop();
});

/** What the one message says as it is now. */
function shown(): string {
  const [message] = slack.posts;
  return message === undefined ? '' : slack.shown(message);
}

async function shows(wanted: RegExp): Promise<void> {
  await until(`Slack shows ${wanted.source}`, () => wanted.test(shown()), PATIENCE_MS);
}

async function nines(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await platform.nines(...args);
  expect(code, stderr).toBe(0);
  return stdout;
}

test('whoever starts a platform is given the link of its first administrator, until somebody used it', async () => {
  const [, link = '', token = ''] = /^Set the password of admin, once, within a day: (.+)#(.+)$/m.exec(welcome) ?? [];
  const page = await fetch(link);
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  const entered = await fetch(new URL('/api/v1/session/link', link), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, password: 'correct horse battery' }),
  });
  expect(await entered.json()).toMatchObject({ name: 'admin', role: 'administrator' });
  expect(await nines('up', '--detach')).not.toContain('Set the password');
});

test('a channel that is tried says what became of the test', async () => {
  expect(await nines('notify', 'test', 'slack')).toMatch(/^slack +sent +1$/m);
  expect(slack.posts).toHaveLength(1);
  slack.messages.length = 0;
  await expect(platform.nines('notify', 'test', 'telegram')).resolves.toMatchObject({ code: 2 });
  expect(await nines('incident', 'list')).toBe('no incidents\n');
});

test('an outage is told at once, taken on by button, over by itself, and written down', async () => {
  const victim = await platform.pidOf('web');
  await writeFile(hold, String(Date.now() + HOLD_MS));
  const killedAt = Date.now();
  kill(victim, 'SIGKILL');
  await slack.waitUntil(() => slack.posts.length > 0, AbortSignal.timeout(PATIENCE_MS));
  const [page] = slack.posts;
  if (page === undefined) throw new Error('nobody was told');
  const pageMs = (page.times[0] ?? NaN) - killedAt;
  process.stdout.write(`the page was in Slack ${pageMs} ms after the kill\n`);
  expect(pageMs).toBeLessThan(PAGE_LIMIT_MS);
  expect(shown()).toContain('web');

  const { url } = await platform.service('nines-server');
  const callback = new URL('/api/v1/chat/slack', url ?? '');
  const pressed = slack.pressed(page, 'acknowledge', { userName: 'ada' });
  const forged = slack.pressed(page, 'acknowledge', { userName: 'eve', signingSecret: 'guessed' });
  expect((await fetch(callback, { method: 'POST', ...forged })).status).toBe(401);
  for (let turn = 1; turn <= 2; turn += 1) {
    expect((await fetch(callback, { method: 'POST', ...pressed })).status).toBe(200);
  }
  await shows(/acknowledged[^]*ada/i);
  await nines('incident', 'note', '1', 'somebody pulled the plug', '--by', 'grace');

  await rm(hold);
  kill(await platform.pidOf('web'), 'SIGKILL');
  await until('it serves again', async () => (await fetch(`http://127.0.0.1:${port}/`)).ok, PATIENCE_MS);
  await shows(/resolved/i);
  expect(slack.posts).toHaveLength(1);

  const text = await nines('incident', 'show', '1');
  for (const part of [
    /^status +resolved after .*, by nines$/m,
    /^cause +web \(ServiceDown\)$/m,
    /^acknowledged +after .*, by ada$/m,
    /web-0 ended unasked by SIGKILL/,
    /incident opened/,
    /slack was told: triggered after/,
    /acknowledged by ada/,
    /note by grace: somebody pulled the plug/,
    /web-0 is ready/,
    /slack was told: resolved after/,
  ]) {
    expect(text).toMatch(part);
  }
  expect(text.match(/acknowledged by ada/g)).toHaveLength(1);
  expect(await nines('incident', 'list')).toMatch(/^#1 +1 +resolved /m);
  expect(await nines('alert', 'why', 'ServiceDown/web')).toMatch(/^delivery +yes /m);
  expect(await nines('incident', 'figures')).toMatch(/^web +1 +0 /m);
});

test('what is known of it is a draft with every section', async () => {
  await nines('incident', 'postmortem', '1', '--output', 'postmortem');
  const folder = join(platform.directory, 'postmortem');
  const draft = await readFile(join(folder, 'incident-1.md'), 'utf8');
  const sections = [...draft.matchAll(/^##+ (.*)$/gm)].map(([, title]) => title);
  expect(sections).toEqual(expect.arrayContaining(SECTIONS));
  expect(draft).toContain('somebody pulled the plug');
  expect((await readdir(folder)).filter((name) => name.endsWith('.svg'))).not.toEqual([]);
  await nines('incident', 'task', '1', 'fasten the plug', '--corrective', '--owner', 'ada', '--due', '2000-01-01');
  expect(await nines('incident', 'actions')).toMatch(/^2000-01-01 \(overdue\) +ada +#1 .*fasten the plug/m);
});
