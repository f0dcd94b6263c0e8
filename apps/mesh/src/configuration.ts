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
  /** File with the key of declared load; without one, no mark is believed. */
  readonly loadKeyFile?: string;
}

const USAGE =
  'usage: mesh --control SOCKET --state DIRECTORY [--port PORT] [--load-key FILE] ' +
  '(or NINES_MESH_CONTROL, NINES_MESH_STATE, PORT, NINES_MESH_LOAD_KEY_FILE)';

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
  const loadKeyFile = values['load-key'] ?? environment['NINES_MESH_LOAD_KEY_FILE'] ?? '';
  return { controlPath, stateDirectory, adminPort, ...(loadKeyFile !== '' && { loadKeyFile }) };
}

type Arguments = Partial<Record<'control' | 'state' | 'port' | 'load-key', string>>;

function parseArguments(argv: readonly string[]): Arguments {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({ args: [...argv], options: { control: text, state: text, port: text, 'load-key': text } }).values;
  } catch (error) {
    throw invalid(messageOf(error));
  }
}

function invalid(what: string): NinesError {
  return new NinesError('MESH_BAD_CONFIGURATION', `The mesh cannot start: ${what}; ${USAGE}`);
}
