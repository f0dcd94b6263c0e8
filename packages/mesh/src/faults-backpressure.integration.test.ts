/** Who reads nothing makes the service wait, faults or none: what it has to say does not pile up in the mesh. */
import type { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FaultEffect, MeshFault } from './faults/fault.ts';
import { eventually, MeshFixture } from './fixtures/mesh-fixture.ts';

const MIB = 1_048_576;
const BODY_BYTES = 64 * MIB;
/** What the kernel may hold of two connections, and the mesh of one. */
const MOST_UNREAD_BYTES = 32 * MIB;
const GET = 'GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n';

const RATE: FaultEffect = { kind: 'bandwidth', bytesPerSecond: 1_024 * MIB };
const LATENCY: FaultEffect = { kind: 'latency', ms: 2 };

describe('a client that reads nothing', () => {
  let fixture: MeshFixture;
  let sentBytes = 0;

  beforeEach(() => {
    fixture = new MeshFixture();
    sentBytes = 0;
  });

  afterEach(async () => {
    await fixture.close();
  });

  /** Writes the body, if it is taken, at a pace that no fault here slows down: so none of them is ever full. */
  function pour(into: Writable): void {
    const piece = Buffer.alloc(MIB / 8, 'x');
    const goOn = (): void => {
      if (sentBytes === BODY_BYTES) {
        into.end();
        return;
      }
      sentBytes += piece.length;
      const isTaken = into.write(piece);
      if (isTaken) setTimeout(goOn, 1);
      else into.once('drain', () => setTimeout(goOn, 1));
    };
    goOn();
  }

  async function serve(protocol: 'http' | 'tcp'): Promise<Socket> {
    const upstream =
      protocol === 'http'
        ? await fixture.http((_, response) => {
            pour(response.writeHead(200, { 'content-length': BODY_BYTES }));
          })
        : await fixture.raw((socket) => {
            socket.resume().once('data', () => {
              pour(socket);
            });
          });
    await fixture.serve([upstream.endpoint], { protocol });
    return fixture.client().socket.removeAllListeners('data').pause();
  }

  /** Resolves with what was sent when no more of it is taken. */
  async function stalledBytes(): Promise<number> {
    let before = -1;
    let since = performance.now();
    await eventually(() => {
      if (before !== sentBytes) since = performance.now();
      before = sentBytes;
      return sentBytes > 0 && performance.now() - since > 400;
    });
    return sentBytes;
  }

  const cases: readonly (readonly ['http' | 'tcp', MeshFault['per'], FaultEffect])[] = [
    ['http', 'request', RATE],
    ['http', 'connection', RATE],
    ['http', 'connection', LATENCY],
    ['tcp', 'connection', RATE],
    ['tcp', 'connection', LATENCY],
  ];

  it.each(cases)('stops a service (%s) for a fault per %s: %j', async (protocol, per, effect) => {
    const client = await serve(protocol);
    fixture.mesh.faults.put({ id: 'f', per, match: {}, effect, leaseMs: 60_000 });
    client.write(GET);
    expect(await stalledBytes()).toBeLessThan(MOST_UNREAD_BYTES);
    let received = 0;
    client.on('data', (chunk: Buffer) => (received += chunk.length));
    client.resume();
    await eventually(() => client.readableEnded);
    expect(received).toBeGreaterThanOrEqual(BODY_BYTES);
  });
});
