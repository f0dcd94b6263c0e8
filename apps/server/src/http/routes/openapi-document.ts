/** The description of the API, which is generated and committed, so that nothing has to be loaded to make it. */
import document from '@nines/api/openapi.json' with { type: 'json' };

export function readDocument(): unknown {
  return document;
}
