import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import type { Plan } from '@nines/runtime-process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkPorts } from './preflight.ts';

let stranger: Server;
let taken: number;

beforeEach(async () => {
  stranger = createServer().listen(0, '127.0.0.1');
  await once(stranger, 'listening');
  taken = (stranger.address() as AddressInfo).port;
});

afterEach(async () => {
  stranger.close();
  await once(stranger, 'close');
});

interface Monitored {
  readonly enabled?: boolean;
  readonly ports?: Readonly<Record<string, number>>;
}

function platform({ enabled = true, ports = {} }: Monitored = {}): Plan {
  const catalog = { services: [], edges: [], ingress: {}, monitoring: { enabled, ports } };
  return { catalog } as unknown as Plan;
}

describe('the address of a program of the monitoring', () => {
  it.each(['server', 'prometheus', 'alertmanager'])('is refused where somebody else holds it: %s', async (name) => {
    await expect(checkPorts(platform({ ports: { [name]: taken } }), undefined, [])).rejects.toMatchObject({
      code: 'RUNTIME_PORT_TAKEN',
      message: expect.stringContaining(`port ${taken} (monitoring.ports.${name}) is taken by`) as string,
      details: { ports: [taken] },
    });
  });

  it('is nobody’s concern where nothing is monitored', async () => {
    const off = platform({ enabled: false, ports: { prometheus: taken } });
    await expect(checkPorts(off, undefined, [])).resolves.toBeUndefined();
  });

  it('may be one that the running platform holds for another of them, or had chosen by itself', async () => {
    await expect(checkPorts(platform({ ports: { server: taken } }), platform(), [taken])).resolves.toBeUndefined();
  });

  it('is refused where the running platform names it but runs nothing there', async () => {
    const off = platform({ enabled: false, ports: { prometheus: taken } });
    await expect(checkPorts(platform({ ports: { prometheus: taken } }), off, [])).rejects.toMatchObject({
      code: 'RUNTIME_PORT_TAKEN',
    });
  });
});
