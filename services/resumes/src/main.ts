/** Entry point of Talent's resumes service: reads CVs, scores them against job descriptions, ranks candidates. */
import { enableCompileCache } from 'node:module';

enableCompileCache(); // before anything else is loaded, hence the dynamic imports

const { readEnvironment, secretSchema, SERVICE_ENVIRONMENT, startService } = await import('@nines/service-kit');
const { z } = await import('zod');
const { resumesService } = await import('./resumes-service.ts');

const environmentSchema = z.object({
  ...SERVICE_ENVIRONMENT,
  DATABASE_URL: z.string().min(1),
  TOKEN_KEY: secretSchema,
});

await startService(resumesService(readEnvironment(environmentSchema, process.env)));
