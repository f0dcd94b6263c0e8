/** Entry point of Talent's background visitors: load that says of itself that it is no user. */
import { enableCompileCache } from 'node:module';

enableCompileCache(); // before anything else is loaded, hence the dynamic imports

const { readEnvironment, secretSchema, SERVICE_ENVIRONMENT, serviceUrlSchema, startService } =
  await import('@nines/service-kit');
const { z } = await import('zod');
const { visitorsService } = await import('./visitors-service.ts');

const environmentSchema = z.object({
  ...SERVICE_ENVIRONMENT,
  PORTAL_URL: serviceUrlSchema,
  NINES_LOAD_KEY: secretSchema,
  VISITORS_PER_SECOND: z.coerce.number().positive().max(1_000).default(5),
});

await startService(visitorsService(readEnvironment(environmentSchema, process.env)));
