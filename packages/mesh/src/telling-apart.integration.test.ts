import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { signDeclaredLoad } from './declared-load.ts';
import { echo, MeshFixture } from './fixtures/mesh-fixture.ts';
import type { RawClient } from './fixtures/raw-client.ts';

const KEY = 'k'.repeat(43);
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

describe('who asks, and in which trace', () => {
  let fixture: MeshFixture;

  beforeEach(async () => {
    fixture = new MeshFixture();
    const api = await fixture.http(echo);
    const routes = [{ host: 'a.test', paths: [], service: 'api', deniedPaths: [] }];
    await fixture.serve([api.endpoint], { routes });
    fixture.mesh.useLoadKey(KEY);
  });

  afterEach(async () => {
    await fixture.close();
  });

  /** Headers that the service saw. */
  async function ask(client: RawClient, fields: string): Promise<Readonly<Record<string, string>>> {
    client.text = '';
    client.write(`GET / HTTP/1.1\r\nHost: a.test\r\n${fields}\r\n`);
    const answer = await client.until('}}');
    return (JSON.parse(answer.slice(answer.indexOf('{'))) as { headers: Record<string, string> }).headers;
  }

  const requests = (kind: string, consumer = 'web'): number => {
    const line = `mesh_requests_total{consumer="${consumer}",service="api",version="v1",kind="${kind}",status_class="2xx"} `;
    const text = fixture.mesh.renderMetrics();
    const at = text.indexOf(line);
    return at < 0 ? 0 : Number.parseInt(text.slice(at + line.length), 10);
  };

  it('counts declared load and probes apart from users, at the ingress too, and passes their mark on', async () => {
    const inAMinute = Date.now() + 60_000;
    const mark = signDeclaredLoad(KEY, 'visitors', inAMinute);
    const outside = fixture.client(fixture.ingressPort);
    expect(await ask(outside, `Nines-Declared: ${mark}\r\n`)).toMatchObject({ 'nines-declared': mark });
    await ask(fixture.client(), `nines-declared: ${signDeclaredLoad(KEY, 'probe-blackbox', inAMinute)}\r\n`);
    await ask(outside, '');
    expect([requests('declared', 'ingress'), requests('user', 'ingress'), requests('probe')]).toEqual([1, 1, 1]);
  });

  it('counts everybody else as users, and lets no false mark through', async () => {
    const mark = signDeclaredLoad(KEY, 'visitors', Date.now() + 60_000);
    const client = fixture.client();
    const foreign = signDeclaredLoad('x'.repeat(43), 'visitors', Date.now() + 60_000);
    const old = signDeclaredLoad(KEY, 'visitors', Date.now() - 1_000);
    for (const value of [foreign, old, '', 'v1', `${mark}\r\nnines-declared: ${mark}`]) {
      expect(await ask(client, `nines-declared: ${value}\r\n`)).not.toHaveProperty('nines-declared');
    }
    fixture.mesh.useLoadKey(undefined);
    expect(await ask(client, `nines-declared: ${mark}\r\n`)).not.toHaveProperty('nines-declared');
    expect([requests('user'), requests('declared')]).toEqual([6, 0]);
  });

  it('begins a trace where there is none, goes on with one that there is, and tells which request was slow', async () => {
    const client = fixture.client();
    const parent = `00-${TRACE}-00f067aa0ba902b7-01`;
    const known = await ask(client, `traceparent: ${parent}\r\ntracestate: a=b\r\n`);
    expect(known).toMatchObject({ traceparent: parent, tracestate: 'a=b' });
    expect(fixture.mesh.renderMetrics('openmetrics')).toContain(`# {trace_id="${TRACE}"}`);
    for (const fields of ['', 'traceparent: 00-a-b-01\r\n', `traceparent: ${parent}\r\ntraceparent: ${parent}\r\n`]) {
      const begun = await ask(client, `${fields}tracestate: a=b\r\n`);
      expect(begun['traceparent']).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-01$/);
      expect(begun['traceparent']).not.toContain(TRACE);
      expect(begun).not.toHaveProperty('tracestate');
    }
    const last = await ask(client, '');
    expect(fixture.mesh.renderMetrics('openmetrics')).toContain(`"${last['traceparent']?.slice(3, 35) ?? ''}"`);
  });
});
