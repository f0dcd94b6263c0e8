/** Who may tell the server something. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { NinesError } from '@nines/kernel';

/**
 * Takes as long for a wrong token as for the right one. One without a character is nobody's.
 *
 * @param where - the token is told
 * @throws NinesError `API_UNAUTHORIZED`
 */
export function requireBearer(authorization: string | undefined, token: string, where: string): void {
  const shown = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1] ?? '';
  if (timingSafeEqual(digest(shown), digest(token)) && token !== '') return;
  throw new NinesError('API_UNAUTHORIZED', `this needs a bearer token: that of ${where}`);
}

/** Of one length, as the comparison needs it. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
