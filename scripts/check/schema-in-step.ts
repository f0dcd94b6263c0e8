/** Whether the committed JSON Schema is the one the code generates. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateJsonSchema } from '@nines/catalog';

const SCHEMA = 'packages/catalog/nines.schema.json';

/** What is out of step, one line each. */
export async function schemaInStep(root: string): Promise<readonly string[]> {
  const committed: unknown = JSON.parse(await readFile(join(root, SCHEMA), 'utf8'));
  const generated: unknown = JSON.parse(JSON.stringify(generateJsonSchema()));
  if (JSON.stringify(committed) === JSON.stringify(generated)) return [];
  return [`${SCHEMA} is not what the code generates; run node packages/catalog/scripts/generate-schema.ts`];
}
