/** The supervisor's command line. */
import { parseArgs } from 'node:util';
import { NinesError } from '@nines/kernel';

export interface SupervisorOptions {
  /** Absolute; exists, was opened by whoever starts us. */
  readonly stateDirectory: string;
  /** The mesh's program. */
  readonly meshEntry: string;
}

/** @throws NinesError `SUPERVISOR_BAD_ARGUMENTS` */
export function parseOptions(argv: readonly string[]): SupervisorOptions {
  const { values } = parseArgs({ args: [...argv], options: { state: { type: 'string' }, mesh: { type: 'string' } } });
  const { state, mesh } = values;
  if (state === undefined || mesh === undefined) {
    throw new NinesError(
      'SUPERVISOR_BAD_ARGUMENTS',
      'supervisor needs --state=DIRECTORY and --mesh=PROGRAM; start it with `nines up`',
    );
  }
  return { stateDirectory: state, meshEntry: mesh };
}
