/** Whether the committed JSON Schema is the one the code generates. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateJsonSchema } from '@nines/catalog';

const SCHEMA = 'packages/catalog/nines.schema.json';

/** What is out of step, one line each. */
export async function schemaInStep(root: string): Promise<readonly string[]> {
  const committed = await readFile(join(root, SCHEMA), 'utf8');
  if (committed === generateJsonSchema()) return [];
  return [`${SCHEMA} is not what the code generates; run node packages/catalog/scripts/generate-schema.ts`];
}
