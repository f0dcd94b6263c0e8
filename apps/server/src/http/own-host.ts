/**
 * Whom a request was meant for. A page of a stranger's can make its own name lead to 127.0.0.1 and then read this API
 * as if it were its own; the `Host` header tells, because browsers send the stranger's name there.
 *
 * @see Jackson et al., "Protecting Browsers from DNS Rebinding Attacks", section 5.2
 */
import { NinesError } from '@nines/kernel';

const OWN = /^(?:localhost|[a-z0-9-]+\.localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(?::\d{1,5})?$/i;

/** @throws NinesError `API_FOREIGN_HOST` where `host` is not a name of this machine for itself */
export function requireOwnHost(host: string | undefined): void {
  if (host !== undefined && OWN.test(host)) return;
  throw new NinesError('API_FOREIGN_HOST', 'this API answers on localhost and loopback addresses only');
}
