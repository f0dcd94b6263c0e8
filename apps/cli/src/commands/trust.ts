import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { trustFile } from '@nines/certificates';
import { hasCode, NinesError } from '@nines/kernel';
import { certificatesDirectory, locateStateDirectory } from '@nines/runtime-process';
import { findCatalogFile } from '../catalog-file.ts';
import type { CommandHandler, Invocation } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { trustSteps } from '../trust-steps.ts';

export const trust: CommandHandler = async (invocation) => {
  const { options, output } = invocation;
  const { colors } = output;
  const file = await authorityFile(invocation);
  const pem = await readAuthority(file);
  if (options['print'] === true) {
    output.print(pem.trimEnd());
    return EXIT.fine;
  }
  const { fingerprint256, subject, validTo } = new X509Certificate(pem);
  output.print(`${colors.bold('authority')}  ${subject.split('\n').at(-1)?.replace('CN=', '') ?? ''}`);
  output.print(`file       ${file}`);
  output.print(`SHA-256    ${fingerprint256}`);
  output.print(`valid to   ${new Date(validTo).toISOString().slice(0, 10)}`);
  output.print('\nIt was made on this machine and can vouch for the hosts of this platform only. To trust it:');
  for (const { who, commands } of trustSteps(file, fingerprint256)) {
    output.print(`\n${colors.bold(who)}`);
    for (const command of commands) output.print(`  ${command}`);
  }
  return EXIT.fine;
};

async function authorityFile(invocation: Invocation): Promise<string> {
  const stateDirectory = locateStateDirectory(await findCatalogFile(invocation), process.getuid?.() ?? 0);
  return trustFile(certificatesDirectory(stateDirectory));
}

async function readAuthority(file: string): Promise<string> {
  try {
    return await readFile(file, 'latin1');
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
    const message = 'there is no authority yet; `nines up` makes it where a service has `ingress: { tls: true }`';
    throw new NinesError('CLI_NO_AUTHORITY', message, { details: { file }, cause: error });
  }
}
