/** The reference application as `nines up` runs it: the repository's own catalog, on other ports. */
import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readTalentCatalog } from '../bench/harness/talent.ts';
import { Visitor } from '../bench/harness/visitor.ts';
import { loadDuring } from './platform/services.ts';
import { kill, TestPlatform, until } from './platform/test-platform.ts';
import { findChromium } from '../scripts/chromium.ts';
import { launchBrowser } from './talent/browser.ts';
import { visitTalent } from './talent/visit.ts';

const SERVICES = ['portal', 'api', 'auth', 'images', 'resumes'];

let platform: TestPlatform;
let ingress: number;
let secure: number;
/** The portal's stable address. */
let origin: string;

beforeAll(async () => {
  const talent = await readTalentCatalog();
  ingress = talent.ingressPort;
  secure = talent.securePort;
  origin = `http://127.0.0.1:${talent.ports['portal'] ?? 0}`;
  platform = await TestPlatform.create({});
  await writeFile(join(platform.directory, 'nines.yaml'), talent.text);
  await platform.up();
});

afterAll(() => platform.remove());

test('a browser uses it by HTTPS, photos from their own host', async (context) => {
  const executable = findChromium();
  if (executable === undefined) return context.skip('there is no Chromium or Chrome');
  const browser = await launchBrowser(executable);
  try {
    const report = await visitTalent(browser, `https://talent.localhost:${secure}`);
    expect(report.complaints).toEqual([]);
    expect(report.score).toBeGreaterThan(60);
  } finally {
    await browser.close();
  }
});

test('a browser speaks HTTP/2, is sent there from HTTP, and keeps its session for HTTPS', async (context) => {
  const executable = findChromium();
  if (executable === undefined) return context.skip('there is no Chromium or Chrome');
  const browser = await launchBrowser(executable);
  try {
    const visit = await browser.newContext({ ignoreHTTPSErrors: true });
    const page = await visit.newPage();
    await page.goto(`http://talent.localhost:${ingress}/login?from=here`);
    expect(page.url()).toBe(`https://talent.localhost:${secure}/login?from=here`);
    const protocol = await page.evaluate("performance.getEntriesByType('navigation')[0].nextHopProtocol");
    expect(protocol).toBe('h2');
    expect((await visit.cookies()).map((cookie) => cookie.secure)).toEqual([true]);
  } finally {
    await browser.close();
  }
});

/** A request as it is written, without anything being normalised on the way. */
async function ask(host: string, path: string): Promise<{ readonly status: number; readonly body: string }> {
  const asked = request({
    ...{ host: '127.0.0.1', port: ingress, path, agent: false },
    headers: { host: `${host}:${ingress}` },
  });
  asked.end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  return { status: answer.statusCode ?? 0, body: await text(answer) };
}

test('the ingress leads to what is published', async () => {
  await expect(ask('talent.localhost', '/')).resolves.toMatchObject({ status: 308 });
  await expect(ask('api.localhost', '/')).resolves.toMatchObject({ status: 200 });
});

test.for(['/metrics', '/livez', '/readyz'])('the ingress refuses %s, however it is written', async (path) => {
  const [, first = '', rest = ''] = /^\/(.)(.*)$/.exec(path) ?? [];
  const encoded = `/%${first.charCodeAt(0).toString(16)}${rest}`;
  const spellings = [
    ...[path, `${path}?`, `${path}?x=1`, `/${path}`, `//${path}`, encoded, `${encoded}?x`, `/.${path}`],
    ...[`/x/..${path}`, `/%2e${path}`, `/x/%2e%2e${path}`, `/x/.%2E${path}`, `${path}/`, `${path}//`, `${path}/.`],
    ...[`/%2f${path}`, `/x/..%2f${path.slice(1)}`, `/\\${path.slice(1)}`, `${path};x=1`, `${path}%00`, `${path}%2f`],
  ];
  for (const host of ['talent.localhost', 'api.localhost', 'images.localhost']) {
    const answers = await Promise.all(
      spellings.map(async (spelling) => ({ spelling, host, ...(await ask(host, spelling)) })),
    );
    const open = answers.filter(({ status, body }) => ![400, 404].includes(status) || body.includes('# HELP'));
    expect(open).toEqual([]);
  }
});

test('what is not published cannot be reached through the ingress', async () => {
  for (const host of ['auth.localhost', 'resumes.localhost', 'postgres.localhost', '127.0.0.1', 'localhost', 'auth']) {
    await expect(ask(host, '/')).resolves.toMatchObject({
      status: 404,
      body: expect.stringContaining('MESH_NO_ROUTE') as string,
    });
  }
  await expect(ask('images.localhost', '/')).resolves.toMatchObject({ status: 404 });
});

test('nobody notices that every instance is killed in turn', async () => {
  const visitor = await Visitor.register(origin);
  const look = async (index: number): Promise<void> => {
    const outcome = await visitor.look(index);
    if (outcome.kind === 'failed') throw new Error(outcome.reason);
  };
  for (const service of SERVICES) {
    for (const slot of [0, 1]) {
      const victim = (await platform.instances(service))[slot];
      const { requests, failures } = await loadDuring(look, async () => {
        kill(victim?.pid ?? Number.NaN, 'SIGKILL');
        await until(`${service} is whole again`, async () => {
          const { instances, ready } = await platform.service(service);
          return ready === 2 && instances[slot]?.pid !== victim?.pid;
        });
      });
      expect({ killed: victim?.id, failures }).toEqual({ killed: `${service}-${slot}`, failures: [] });
      expect(requests).toBeGreaterThan(5);
    }
  }
  await visitor.close();
});

test('nobody notices that the mesh is replaced', async () => {
  const visitor = await Visitor.register(origin);
  const before = await platform.pidOf('mesh');
  const { requests, failures } = await loadDuring(
    async (index) => {
      const outcome = await visitor.look(index);
      if (outcome.kind === 'failed') throw new Error(outcome.reason);
    },
    async () => {
      await platform.nines('restart', 'mesh');
      await until('another mesh is all there is', async () => {
        const [only, ...others] = await platform.instances('mesh');
        return others.length === 0 && only?.state === 'ready' && only.pid !== before;
      });
    },
  );
  expect(failures).toEqual([]);
  expect(requests).toBeGreaterThan(50);
  await visitor.close();
});

/** What somebody gets who logs in, and how long that takes. */
async function logIn(): Promise<{ readonly status: number; readonly text: string; readonly tookMs: number }> {
  const form = await fetch(`${origin}/login`);
  const csrf = /name="csrf" value="([^"]+)"/.exec(await form.text())?.[1] ?? '';
  const cookies = form.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0]);
  const began = performance.now();
  const answer = await fetch(`${origin}/login`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: cookies.join('; '), origin },
    body: new URLSearchParams({ csrf, email: 'seeker@talent.example', password: 'talent-demo-2026' }),
  });
  return { status: answer.status, text: await answer.text(), tookMs: performance.now() - began };
}

test('a backend that is away is named at once, and used at once when it is back', async () => {
  await expect(logIn()).resolves.toMatchObject({ status: 303 });
  await platform.nines('scale', 'auth', '0');
  await until('nobody is left', async () => (await platform.instances('auth')).length === 0);
  const refused = await logIn();
  expect(refused.text).toContain('The Auth service is not answering.');
  expect(refused.tookMs).toBeLessThan(1_000);
  expect((await fetch(`${origin}/`)).status).toBe(200);
  await platform.nines('scale', 'auth', '2');
  await until('it is back', async () => (await platform.service('auth')).ready === 2);
  await expect(logIn()).resolves.toMatchObject({ status: 303 });
});
