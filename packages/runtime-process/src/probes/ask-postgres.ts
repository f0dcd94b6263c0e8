/**
 * PostgreSQL probes: a server that asks for a password takes connections. One that starts, recovers or shuts down
 * refuses with an error instead, though its port is open.
 *
 * @see PostgreSQL documentation, "Message Formats": StartupMessage, Authentication*, ErrorResponse
 * @see PostgreSQL documentation, "PostgreSQL Error Codes": 57P03 cannot_connect_now
 */
import { withConnection } from './ask-tcp.ts';
import { refusal, type ProbeResult } from './probe-result.ts';

const PROTOCOL_3_0 = 196_608;

export interface PostgresTarget {
  readonly kind: 'postgres';
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
}

export function askPostgres(target: PostgresTarget, signal: AbortSignal): Promise<ProbeResult> {
  return withConnection(target, signal, (socket, resolve) => {
    let received = Buffer.alloc(0);
    socket.on('data', (part) => {
      received = Buffer.concat([received, part]);
      const result = readReply(received);
      if (result !== undefined) resolve(result);
    });
    socket.write(startupMessage(target));
  });
}

/** The first message of a client. */
function startupMessage({ user, database }: Pick<PostgresTarget, 'user' | 'database'>): Buffer {
  const body = Buffer.from(`user\0${user}\0database\0${database}\0application_name\0nines-probe\0\0`);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(head.length + body.length, 0);
  head.writeUInt32BE(PROTOCOL_3_0, 4);
  return Buffer.concat([head, body]);
}

/** What the server's first message means; undefined while it is not complete. */
function readReply(received: Buffer): ProbeResult | undefined {
  if (received.length < 5) return undefined;
  const length = received.readUInt32BE(1);
  if (received.length < length + 1) return undefined;
  const type = String.fromCharCode(received[0] ?? 0);
  if (type === 'R') return { ok: true };
  if (type !== 'E') return refusal('answered something that is not PostgreSQL');
  const fields = received.toString('utf8', 5, length + 1).split('\0');
  const message = fields.find((field) => field.startsWith('M'))?.slice(1) ?? 'error';
  return refusal(message);
}
