/** The cookie that carries a session. @see draft-ietf-httpbis-rfc6265bis, sections 4.1.2 and 5.6.7 */
import type { FastifyReply, FastifyRequest } from 'fastify';

const NAME = 'nines_session';
const SECRET = /^[A-Za-z0-9_-]{43}$/;

/** Undefined where there is none, or where it cannot be one. */
export function sessionSecretOf({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim());
  const secret = pairs.find((pair) => pair.startsWith(`${NAME}=`))?.slice(NAME.length + 1);
  return secret !== undefined && SECRET.test(secret) ? secret : undefined;
}

/** Not for scripts, not for other sites, and, where the page came over TLS, for nothing else. */
export function setSessionCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  secret: string,
  expiresAt: string,
): void {
  write(request, reply, secret, new Date(expiresAt));
}

export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply): void {
  write(request, reply, '', new Date(0));
}

function write(request: FastifyRequest, reply: FastifyReply, value: string, expires: Date): void {
  const isEncrypted = request.protocol === 'https' || request.headers['x-forwarded-proto'] === 'https';
  const attributes = `Path=/; Expires=${expires.toUTCString()}; HttpOnly; SameSite=Strict`;
  void reply.header('set-cookie', `${NAME}=${value}; ${attributes}${isEncrypted ? '; Secure' : ''}`);
}
