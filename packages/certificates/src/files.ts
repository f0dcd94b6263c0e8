/**
 * What is kept where. A key and its certificate are one file, so that there is never half a pair.
 *
 * Everything is below one directory, closed to others.
 */
import { join } from 'node:path';

/** Key and certificate of the local authority. Mode 0600. */
export function authorityFile(directory: string): string {
  return join(directory, 'authority.pem');
}

/** The authority's certificate alone: what people trust. A copy, made again where it is missing. Mode 0644. */
export function trustFile(directory: string): string {
  return join(directory, 'ca.pem');
}

/** Key and certificate of the ingress. Mode 0600. */
export function ingressFile(directory: string): string {
  return join(directory, 'ingress.pem');
}
