/** In whose name something is done. */
import { randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';

/** Who asks; whoever asks through the socket of the platform may do it for somebody else, and then says for whom. */
export function personOf({ actor }: FastifyRequest, by: string | undefined): string {
  return actor.kind === 'local' ? (by ?? actor.name) : actor.name;
}

/** What `Idempotency-Key` means: keys of one asker are nobody else's. */
export function keyOf({ actor, headers }: FastifyRequest): string {
  const asked = headers['idempotency-key'];
  return typeof asked === 'string' ? `${actor.id}:${asked}` : randomUUID();
}
