/** Entry point of Talent's auth service: registers and verifies users, keeps their profiles, issues their tokens. */
import { enableCompileCache } from 'node:module';

enableCompileCache(); // before anything else is loaded, hence the dynamic imports

const { readEnvironment, secretSchema, SERVICE_ENVIRONMENT, startService } = await import('@nines/service-kit');
const { z } = await import('zod');
const { authService } = await import('./auth-service.ts');

const environmentSchema = z.object({
  ...SERVICE_ENVIRONMENT,
  DATABASE_URL: z.string().min(1),
  TOKEN_KEY: secretSchema,
});

await startService(authService(readEnvironment(environmentSchema, process.env)));
