/** Entry point of Talent's public backend. */
import { enableCompileCache } from 'node:module';

enableCompileCache(); // before anything else is loaded, hence the dynamic imports

const { readEnvironment, secretSchema, SERVICE_ENVIRONMENT, serviceUrlSchema, startService } =
  await import('@nines/service-kit');
const { z } = await import('zod');
const { apiService } = await import('./api-service.ts');

const environmentSchema = z.object({
  ...SERVICE_ENVIRONMENT,
  AUTH_URL: serviceUrlSchema,
  IMAGES_URL: serviceUrlSchema,
  RESUMES_URL: serviceUrlSchema,
  TOKEN_KEY: secretSchema,
});

await startService(apiService(readEnvironment(environmentSchema, process.env)));
