/** Entry point of Talent's portal: the site that people see. */
import { enableCompileCache } from 'node:module';

enableCompileCache(); // before anything else is loaded, hence the dynamic imports

const { readEnvironment, secretSchema, SERVICE_ENVIRONMENT, serviceUrlSchema, startService } =
  await import('@nines/service-kit');
const { z } = await import('zod');
const { portalService } = await import('./portal-service.ts');

const environmentSchema = z.object({
  ...SERVICE_ENVIRONMENT,
  API_URL: serviceUrlSchema,
  IMAGES_PUBLIC_URL: serviceUrlSchema,
  SESSION_KEY: secretSchema,
});

await startService(portalService(readEnvironment(environmentSchema, process.env)));
