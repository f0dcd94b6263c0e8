import { once } from 'node:events';
import { request } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer, json } from 'node:stream/consumers';
import { hasCode } from '@nines/kernel';
import { beforeEach, describe, expect, it } from 'vitest';
import { AccessBench } from '../testing/access-bench.ts';

let bench: AccessBench;
/** Of restores that began, what came. */
let restored: (string | undefined)[];

beforeEach(() => {
  restored = [];
  const restore = async (file: NodeJS.ReadableStream) => {
    const index = restored.push(undefined) - 1;
    const whole = await buffer(file).catch((error: unknown) => {
      restored[index] = hasCode(error, 'ECONNRESET') ? 'broken off' : 'refused';
      throw error;
    });
    restored[index] = whole.toString();
    return {
      ...{ takenAt: '2026-01-01T00:00:00.000Z', platform: null, rows: {}, catalog: null },
      ...{ silences: null, silencesMissing: null },
    };
  };
  bench = new AccessBench({ backups: { take: () => expect.fail(), restore } });
});

/** Sends all but the end of the body; resolves once whoever asks was let in. */
async function begin(path: string, type: string, body: string): Promise<ClientRequest> {
  const headers = { ...(await bench.token('administrator')), 'content-type': type, 'content-length': body.length };
  await bench.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = bench.app.server.address() as AddressInfo;
  const asking = request({ port, method: 'POST', path, headers });
  asking.write(body.slice(0, -1));
  await expect.poll(async () => (await bench.accounts.tokens())[0]?.lastUsedAt).not.toBeNull();
  return asking;
}

async function answered(asking: ClientRequest, end: string): Promise<[number | undefined, unknown]> {
  asking.end(end);
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  const told = await json(answer);
  await bench.app.close();
  return [answer.statusCode, told];
}

async function revoke(): Promise<void> {
  const [token] = await bench.accounts.tokens();
  await bench.accounts.revokeToken(token?.id ?? '', new Date(bench.nowMs).toISOString());
}

describe('a body that comes after its token was revoked', () => {
  it('changes nothing', async () => {
    const asking = await begin('/api/v1/users', 'application/json', '{"name":"eve","role":"viewer"}');
    await revoke();
    expect(await answered(asking, '}')).toMatchObject([401, { code: 'API_UNAUTHORIZED' }]);
    expect(await bench.accounts.users()).toEqual([]);
  });

  it('restores nothing', async () => {
    const asking = await begin('/api/v1/restore', 'application/gzip', 'file');
    await expect.poll(() => restored).toHaveLength(1);
    await revoke();
    expect(await answered(asking, 'e')).toMatchObject([401, { code: 'API_UNAUTHORIZED' }]);
    expect(restored).toEqual(['refused']);
  });
});

describe('a body that takes its time', () => {
  it('is taken in while its token counts', async () => {
    const asking = await begin('/api/v1/restore', 'application/gzip', 'file');
    await expect.poll(() => restored).toHaveLength(1);
    expect(await answered(asking, 'e')).toMatchObject([200, { silences: null }]);
    expect(restored).toEqual(['file']);
  });

  it('and breaks off is told from one that is whole', async () => {
    const asking = await begin('/api/v1/restore', 'application/gzip', 'file');
    await expect.poll(() => restored).toHaveLength(1);
    asking.on('error', () => undefined).destroy();
    await expect.poll(() => restored).toEqual(['broken off']);
    await bench.app.close();
  });
});
