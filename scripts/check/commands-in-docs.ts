/** Whether every command of `nines` is documented. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { COMMANDS } from '../../apps/cli/src/commands.ts';

const FILE = 'docs/cli.md';

/** What is out of step, one line each. */
export async function commandsInDocs(root: string): Promise<readonly string[]> {
  const text = await readFile(join(root, FILE), 'utf8');
  const missing = COMMANDS.filter(({ name }) => !text.includes(`\`nines ${name}`));
  return missing.map(({ name }) => `${FILE} does not describe \`nines ${name}\``);
}
