/** Writes `nines.schema.json`; run it after a change of the schemas: `node packages/catalog/scripts/generate-schema.ts`. */
import { writeFileSync } from 'node:fs';
import { generateJsonSchema } from '../src/schema/json-schema.ts';

writeFileSync(new URL('../nines.schema.json', import.meta.url), generateJsonSchema());
