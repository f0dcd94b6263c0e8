/** The supervisor's command line. */
import { parseArgs } from 'node:util';
import { NinesError } from '@nines/kernel';

export interface SupervisorOptions {
  /** Absolute; exists, was opened by whoever starts us. */
  readonly stateDirectory: string;
  /** The mesh's program. */
  readonly meshEntry: string;
  /** The program that makes certificates. */
  readonly certificatesEntry: string;
  /** The control plane's program. */
  readonly serverEntry: string;
}

/** @throws NinesError `SUPERVISOR_BAD_ARGUMENTS` */
export function parseOptions(argv: readonly string[]): SupervisorOptions {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...argv],
    options: { state: text, mesh: text, certificates: text, server: text },
  });
  const { state, mesh, certificates, server } = values;
  if (state === undefined || mesh === undefined || certificates === undefined || server === undefined) {
    throw new NinesError(
      'SUPERVISOR_BAD_ARGUMENTS',
      'supervisor needs --state=DIRECTORY, --mesh, --certificates and --server=PROGRAM; start it with `nines up`',
    );
  }
  return { stateDirectory: state, meshEntry: mesh, certificatesEntry: certificates, serverEntry: server };
}
