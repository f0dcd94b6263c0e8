/**
 * Whom a request was meant for. A page of a stranger's can make its own name lead to 127.0.0.1 and then read this API
 * as if it were its own; the `Host` header tells, because browsers send the stranger's name there.
 *
 * @see Jackson et al., "Protecting Browsers from DNS Rebinding Attacks", section 5.2
 */
import { NinesError } from '@nines/kernel';

const OWN = /^(?:localhost|[a-z0-9-]+\.localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(?::\d{1,5})?$/i;

/**
 * @param rawHeaders - names and values in turn, as they were sent: of two fields of one name Node shows the first
 * @throws NinesError `API_BAD_REQUEST` where there are several, of which others may believe another
 * @throws NinesError `API_FOREIGN_HOST` where it is not a name of this machine for itself
 * @see RFC 9112, section 3.2
 */
export function requireOwnHost(rawHeaders: readonly string[]): void {
  const hosts = rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === 'host');
  if (hosts.length > 1) throw new NinesError('API_BAD_REQUEST', 'a request has one Host field');
  const [host] = hosts;
  if (host !== undefined && OWN.test(host)) return;
  throw new NinesError('API_FOREIGN_HOST', 'this API answers on localhost and loopback addresses only');
}
