/** The front door: says that somebody is at home. */
import type { ServiceApp } from '@nines/service-kit';

/** Made once: what everybody asks for first must cost nothing. */
const WELCOME = JSON.stringify({ message: 'Welcome to the Talent API', status: 'ok' });

/** `GET /`. */
export function addWelcomeRoute(app: ServiceApp): void {
  app.get('/', (_request, reply) => reply.type('application/json; charset=utf-8').send(WELCOME));
}
