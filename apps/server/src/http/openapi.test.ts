import swagger from '@fastify/swagger';
import Fastify from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { withFakes } from '../testing/test-app.ts';
import { addRoutes } from './routes/add-routes.ts';

/** Where the committed document is; `npx vitest run openapi.test -u` writes it anew. */
const FILE = '../../../../packages/api/openapi.json';

describe('the description of the API', () => {
  it('is the committed one', async () => {
    const app = Fastify().withTypeProvider<ZodTypeProvider>();
    await app.register(swagger, {
      openapi: {
        openapi: '3.1.0',
        info: { title: 'Nines', version: '1', description: 'What a platform is doing, and what people do about it' },
        components: {
          securitySchemes: {
            webhook: { type: 'http', scheme: 'bearer' },
            intake: { type: 'http', scheme: 'bearer' },
            api: { type: 'http', scheme: 'bearer' },
            token: { type: 'http', scheme: 'bearer' },
            session: { type: 'apiKey', in: 'cookie', name: 'nines_session' },
          },
        },
      },
      transform: jsonSchemaTransform,
      transformObject: jsonSchemaTransformObject,
    });
    app.setValidatorCompiler(() => () => true);
    app.setSerializerCompiler(() => String);
    addRoutes(app, withFakes({}));
    await app.ready();
    const options = await resolveConfig(import.meta.filename);
    const text = await format(JSON.stringify(app.swagger()), { ...options, parser: 'json' });
    await expect(text).toMatchFileSnapshot(FILE);
  }, 20_000);
});
