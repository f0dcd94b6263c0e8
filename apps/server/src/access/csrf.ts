/**
 * Whether a browser sends a request because its own page asked for it. A cookie comes with requests of any page on this
 * host, whatever its port; the token of the session is known to our page alone, and browsers say where a request is from.
 *
 * @see W3C, "Fetch Metadata Request Headers", section 2.3
 * @see OWASP, "Cross-Site Request Forgery Prevention Cheat Sheet": synchronizer token, Fetch Metadata, Origin
 */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { CSRF_HEADER } from '@nines/api';
import { NinesError } from '@nines/kernel';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

export function changesSomething(method: string): boolean {
  return !SAFE.has(method);
}

/**
 * No page can set `Sec-Fetch-Site`, and the browser knows by which name it asks: behind a proxy, `Host` is another.
 *
 * @throws NinesError `API_CSRF` where a page of somebody else's asks
 */
export function requireOwnPage(headers: IncomingHttpHeaders): void {
  const site = headers['sec-fetch-site'];
  if (site === 'same-origin') return;
  if ((site === undefined || site === 'none') && isOwnOrigin(headers)) return;
  throw new NinesError('API_CSRF', 'a page of another origin may not ask for this');
}

/** @throws NinesError `API_CSRF` where the request does not show the token of its session */
export function requireCsrfToken(headers: IncomingHttpHeaders, csrf: string): void {
  const shown = headers[CSRF_HEADER];
  const [one, other] = [Buffer.from(typeof shown === 'string' ? shown : ''), Buffer.from(csrf)];
  if (one.length === other.length && timingSafeEqual(one, other)) return;
  throw new NinesError('API_CSRF', `a session shows its csrfToken as ${CSRF_HEADER} with whatever changes something`);
}

/** Programs send no `Origin`; browsers do with whatever is no simple reading. */
function isOwnOrigin({ host, origin }: IncomingHttpHeaders): boolean {
  return origin === undefined || origin === `http://${host}` || origin === `https://${host}`;
}
