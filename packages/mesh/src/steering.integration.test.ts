import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { echo, MeshFixture, type Upstream } from './fixtures/mesh-fixture.ts';
import { decodeSnapshot } from './control/snapshot-decoder.ts';
import type { MeshEndpoint, MeshService } from './snapshot.ts';

describe('steering', () => {
  let fixture: MeshFixture;

  beforeEach(() => {
    fixture = new MeshFixture();
  });

  afterEach(async () => {
    await fixture.close();
  });

  /** Status lines and bodies of `count` requests, one after the other on one connection. */
  async function ask(count: number, fields = '', path = '/', port = fixture.port): Promise<readonly string[]> {
    const client = fixture.client(port);
    const answers: string[] = [];
    for (let number = 0; number < count; number += 1) {
      client.text = '';
      client.write(`GET ${path} HTTP/1.1\r\nHost: a.test\r\n${fields}\r\n`);
      const answer = await client.until('}');
      answers.push(`${answer.slice(9, 12)} ${answer.slice(answer.lastIndexOf('{'))}`);
    }
    client.destroy();
    return answers;
  }

  const named = (upstream: Upstream, version: string): MeshEndpoint => ({ ...upstream.endpoint, version });

  async function versions(traffic: Partial<MeshService>): Promise<readonly MeshEndpoint[]> {
    const start = async (version: string): Promise<MeshEndpoint> => {
      return named(await fixture.http((_request, response) => response.end(`{"${version}":1}`)), version);
    };
    const endpoints = [await start('v1'), await start('v1'), await start('v2')];
    const routes = [{ host: 'a.test', paths: [], service: 'api', deniedPaths: [] }];
    await fixture.serve(endpoints, { routes, traffic });
    return endpoints;
  }

  it('divides requests between versions as they are weighed', async () => {
    await versions({ split: [{ version: 'v2', weight: 10 }] });
    const answers = await ask(400);
    expect(answers.filter((answer) => answer.includes('v2')).length / 400).toBeCloseTo(0.1, 1);
    expect(new Set(answers).size).toBe(2);
  });

  it('sends nothing to a version of weight 0 but what asks for it, and that only from inside', async () => {
    await versions({ split: [{ version: 'v2', weight: 0 }] });
    const field = 'Nines-Version: v2\r\n';
    expect(new Set(await ask(50))).toEqual(new Set(['200 {"v1":1}']));
    expect(new Set(await ask(20, field))).toEqual(new Set(['200 {"v2":1}']));
    expect(new Set(await ask(20, field, '/', fixture.ingressPort))).toEqual(new Set(['200 {"v1":1}']));
    expect(new Set(await ask(5, 'Nines-Version: v9\r\n'))).toEqual(new Set(['200 {"v1":1}']));
  });

  it('leaves the share of a version that has failed to the others', async () => {
    const [first, second] = await versions({ split: [{ version: 'v2', weight: 90 }] });
    const dead = { id: 'dead', version: 'v2', host: '127.0.0.1', port: 1 };
    if (first !== undefined && second !== undefined) await fixture.push([first, second, dead]);
    expect(new Set(await ask(50))).toEqual(new Set(['200 {"v1":1}']));
  });

  it('gives each path its time', async () => {
    const slow = await fixture.http((_request, response) => {
      setTimeout(() => response.end('{}'), 250);
    });
    const traffic = { timeouts: { deadlineMs: 100 }, routes: [{ path: '/reports', deadlineMs: 5_000 }] };
    await fixture.serve([slow.endpoint], { traffic });
    expect((await ask(1, '', '/'))[0]).toContain('504');
    expect((await ask(1, '', '/reportsX'))[0]).toContain('504');
    expect((await ask(1, '', '/reports/1?x'))[0]).toBe('200 {}');
  });

  it('stops repeating when the budget is spent, and says so', async () => {
    let asked = 0;
    const start = async (): Promise<Upstream> =>
      await fixture.http((_request, response) => {
        asked += 1;
        response.writeHead(503).end('{}');
      });
    const both = [await start(), await start()];
    const traffic = { retryBudget: { ratio: 0.1, minPerSecond: 0 } };
    await fixture.serve(
      both.map(({ endpoint }) => endpoint),
      { traffic },
    );
    const answers = await ask(100);
    expect(new Set(answers.map((answer) => answer.slice(0, 3)))).toEqual(new Set(['503']));
    expect(asked).toBe(110);
    const metrics = fixture.mesh.renderMetrics();
    expect(metrics).toContain('mesh_retries_total{consumer="web",service="api"} 10\n');
    expect(metrics).toContain('mesh_retries_over_budget_total{consumer="web",service="api"} 90\n');
  });

  it('leaves out an instance that keeps failing, shows it, and never the last one', async () => {
    const broken = await fixture.http((_request, response) => response.writeHead(503).end('{}'));
    const api = await fixture.http(echo);
    await fixture.serve([broken.endpoint, api.endpoint]);
    expect(new Set((await ask(60)).map((answer) => answer.slice(0, 3)))).toEqual(new Set(['200']));
    expect(fixture.mesh.renderMetrics()).toContain('mesh_endpoints{service="api",state="ejected"} 1\n');
    const retries = Number(/mesh_retries_total\{[^}]*\} (\d+)/.exec(fixture.mesh.renderMetrics())?.[1]);
    expect(retries).toBeLessThan(10);
    await fixture.push([broken.endpoint]);
    await ask(20);
    expect(fixture.mesh.renderMetrics()).toContain('mesh_endpoints{service="api",state="ready"} 1\n');
  });

  it('refuses a snapshot that says this wrongly', () => {
    const service = {
      ...{ name: 'api', protocol: 'http', endpoints: [], timeouts: { deadlineMs: 0 }, routes: [{ deadlineMs: 5 }] },
      ...{ retryBudget: { ratio: 2 }, split: [{ version: 'v1', weight: -1 }] },
    };
    const decode = (): unknown => decodeSnapshot({ schemaVersion: 1, version: 1, listeners: [], services: [service] });
    expect(decode).toThrow(
      expect.objectContaining({
        details: {
          faults: [
            'services[0].timeouts.deadlineMs must be an integer from 1 to 86400000',
            'services[0].routes[0].path must be a text that is not empty',
            'services[0].retryBudget.ratio must be a number from 0 to 1',
            'services[0].split[0].weight must be a number from 0 to 100',
          ],
        },
      }),
    );
  });
});
