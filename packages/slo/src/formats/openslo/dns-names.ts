/** Names for objects that have to be DNS labels. @see RFC 1123, section 2.1; OpenSLO specification v1, "General Schema" */

const DNS_LABEL = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;
const MAX_LENGTH = 63;

export function isDnsLabel(name: string): boolean {
  return DNS_LABEL.test(name);
}

/** Gives each text a name of its own, as like it as can be: `My Service!` -> `my-service`, another -> `my-service-2`. */
export class DnsNames {
  readonly #taken = new Set<string>();

  /** The text itself, where it is a DNS label that is not taken. */
  nameFor(text: string): string {
    const base = isDnsLabel(text) ? text : dnsLabel(text);
    for (let number = 1; ; number += 1) {
      const suffix = number === 1 ? '' : `-${number}`;
      const name = `${base.slice(0, MAX_LENGTH - suffix.length).replace(/-+$/, '')}${suffix}`;
      if (this.#taken.has(name)) continue;
      this.#taken.add(name);
      return name;
    }
  }
}

function dnsLabel(text: string): string {
  const label = text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return label === '' ? 'unnamed' : label;
}
