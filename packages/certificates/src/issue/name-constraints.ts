/**
 * What an authority may vouch for at all. People let it into their browsers, so that it must be worthless for any
 * other site, should its key ever leak.
 *
 * @see RFC 5280, section 4.2.1.10
 */
import { AsnConvert } from '@peculiar/asn1-schema';
import {
  GeneralName,
  GeneralSubtree,
  GeneralSubtrees,
  id_ce_nameConstraints,
  NameConstraints,
} from '@peculiar/asn1-x509';
import { Extension, type X509Certificate } from './x509.ts';

/** What never leaves the machine: RFC 6761, section 6.3. Always allowed, so that new hosts below it need no new trust. */
const LOCAL = 'localhost';

const ALL_ADDRESSES = ['0.0.0.0/0', '::/0'];

/** The names below which `hosts` stand. */
export function namesFor(hosts: readonly string[]): readonly string[] {
  return [LOCAL, ...new Set(hosts.filter((host) => !isBelow(host, LOCAL)))];
}

/** Allows these names with all below them, and no address. */
export function nameConstraints(names: readonly string[]): Extension {
  const constraints = new NameConstraints({
    permittedSubtrees: subtrees(names.map((dNSName) => ({ dNSName }))),
    excludedSubtrees: subtrees(ALL_ADDRESSES.map((iPAddress) => ({ iPAddress }))),
  });
  return new Extension(id_ce_nameConstraints, true, AsnConvert.serialize(constraints));
}

/** Whether the authority may vouch for all of `hosts`. */
export function allows(authority: X509Certificate, hosts: readonly string[]): boolean {
  const extension = authority.getExtension(id_ce_nameConstraints);
  if (extension === null) return true;
  const permitted = AsnConvert.parse(extension.value, NameConstraints).permittedSubtrees?.values() ?? [];
  const names = Array.from(permitted, ({ base }) => base.dNSName ?? '');
  return hosts.every((host) => names.some((name) => isBelow(host, name)));
}

function subtrees(names: readonly Partial<GeneralName>[]): GeneralSubtrees {
  return new GeneralSubtrees(names.map((name) => new GeneralSubtree({ base: new GeneralName(name) })));
}

function isBelow(host: string, name: string): boolean {
  return host === name || host.endsWith(`.${name}`);
}
