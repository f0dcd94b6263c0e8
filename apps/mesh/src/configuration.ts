/** What the process is told: arguments win over the environment. */
import { parseArgs } from 'node:util';
import { messageOf, NinesError } from '@nines/kernel';

export interface Configuration {
  /** Path of the control socket. */
  readonly controlPath: string;
  /** Directory of the saved snapshot. */
  readonly stateDirectory: string;
  /** Loopback port of metrics and probes. */
  readonly adminPort: number;
}

const USAGE =
  'usage: mesh --control SOCKET --state DIRECTORY [--port PORT] (or NINES_MESH_CONTROL, NINES_MESH_STATE, PORT)';

/** @throws NinesError `MESH_BAD_CONFIGURATION` */
export function parseConfiguration(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Configuration {
  const values = parseArguments(argv);
  const controlPath = values.control ?? environment['NINES_MESH_CONTROL'];
  const stateDirectory = values.state ?? environment['NINES_MESH_STATE'];
  const portText = values.port ?? environment['PORT'];
  if (controlPath === undefined || controlPath === '') throw invalid('no control socket is given');
  if (stateDirectory === undefined || stateDirectory === '') throw invalid('no state directory is given');
  const adminPort = Number(portText);
  if (portText === undefined || !Number.isInteger(adminPort) || adminPort < 0 || adminPort > 65_535) {
    throw invalid(`the port must be an integer from 0 to 65535, not "${portText ?? ''}"`);
  }
  return { controlPath, stateDirectory, adminPort };
}

function parseArguments(argv: readonly string[]): { control?: string; state?: string; port?: string } {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({ args: [...argv], options: { control: text, state: text, port: text } }).values;
  } catch (error) {
    throw invalid(messageOf(error));
  }
}

function invalid(what: string): NinesError {
  return new NinesError('MESH_BAD_CONFIGURATION', `The mesh cannot start: ${what}; ${USAGE}`);
}
