/**
 * What is kept where. A key and its certificate are one file, so that there is never half a pair.
 *
 * Everything is below one directory, closed to others.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Key and certificate of the local authority. Mode 0600. */
export function authorityFile(directory: string): string {
  return join(directory, 'authority.pem');
}

/**
 * An authority that another took the place of. Mode 0600.
 *
 * @param id its serial number; where it cannot be read, a digest of the file
 */
export function setAsideFile(directory: string, id: string): string {
  return join(directory, `authority.${id.toLowerCase()}.pem`);
}

/** Every authority that was set aside. */
export function setAsideFiles(directory: string): readonly string[] {
  return readdirSync(directory)
    .filter((name) => /^authority\.[0-9a-f]+\.pem$/.test(name))
    .map((name) => join(directory, name));
}

/** The authority's certificate alone: what people trust. A copy, made again where it is missing. Mode 0644. */
export function trustFile(directory: string): string {
  return join(directory, 'ca.pem');
}

/** Key and certificate of the ingress. Mode 0600. */
export function ingressFile(directory: string): string {
  return join(directory, 'ingress.pem');
}
