import { z } from 'zod';
import { platform } from './platform-schema.ts';

/** Address under which editors may know the schema. */
const SCHEMA_ID = 'https://nines.dev/schemas/nines.schema.json';

/**
 * The JSON Schema of `nines.yaml` as the text of a file, for completion and hover help in editors.
 *
 * @see JSON Schema draft 2020-12
 */
export function generateJsonSchema(): string {
  const schema = z.toJSONSchema(platform, { io: 'input', target: 'draft-2020-12' });
  const { $schema, ...rest } = schema;
  const titled = { $schema, $id: SCHEMA_ID, title: 'Nines platform', ...rest };
  return `${JSON.stringify(titled, null, 2)}\n`;
}
