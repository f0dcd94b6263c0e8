/** The supervisor's command line. */
import { parseArgs } from 'node:util';
import { NinesError } from '@nines/kernel';

export interface SupervisorOptions {
  /** Absolute; exists, was opened by whoever starts us. */
  readonly stateDirectory: string;
  /** The mesh's program. */
  readonly meshEntry: string;
  /** The control plane's program. */
  readonly serverEntry: string;
}

/** @throws NinesError `SUPERVISOR_BAD_ARGUMENTS` */
export function parseOptions(argv: readonly string[]): SupervisorOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: { state: { type: 'string' }, mesh: { type: 'string' }, server: { type: 'string' } },
  });
  const { state, mesh, server } = values;
  if (state === undefined || mesh === undefined || server === undefined) {
    throw new NinesError(
      'SUPERVISOR_BAD_ARGUMENTS',
      'supervisor needs --state=DIRECTORY, --mesh=PROGRAM and --server=PROGRAM; start it with `nines up`',
    );
  }
  return { stateDirectory: state, meshEntry: mesh, serverEntry: server };
}
