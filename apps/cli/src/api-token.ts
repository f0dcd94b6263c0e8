/** What shows a server that who speaks may write to the state directory of its platform. */
import { readFile } from 'node:fs/promises';
import { messageOf, NinesError } from '@nines/kernel';
import { apiTokenFile } from '@nines/runtime-process';

/** @throws NinesError `CLI_NO_SERVER` where it cannot be read: the server makes it as it starts */
export async function readApiToken(stateDirectory: string): Promise<string> {
  const file = apiTokenFile(stateDirectory);
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    throw new NinesError('CLI_NO_SERVER', `the server's token in ${file} cannot be read: ${messageOf(error)}`);
  }
}
