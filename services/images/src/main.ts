/** Entry point of Talent's images service: takes, shrinks, keeps and serves users' photos. */
import { enableCompileCache } from 'node:module';

enableCompileCache(); // before anything else is loaded, hence the dynamic imports

const { readEnvironment, secretSchema, SERVICE_ENVIRONMENT, startService } = await import('@nines/service-kit');
const { z } = await import('zod');
const { imagesService } = await import('./images-service.ts');

const environmentSchema = z.object({
  ...SERVICE_ENVIRONMENT,
  DATABASE_URL: z.string().min(1),
  TOKEN_KEY: secretSchema,
  STORAGE_DIRECTORY: z.string().min(1),
});

await startService(imagesService(readEnvironment(environmentSchema, process.env)));
