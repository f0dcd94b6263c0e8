/** What browsers are told to refuse on our pages. */
import type { ServiceApp } from '@nines/service-kit';

/**
 * Adds the headers to every answer of `app`. Only our own script and style run; photos come from `imagesUrl`, and
 * `blob:` is the preview of one that is about to be uploaded.
 *
 * @see W3C Content Security Policy Level 3; OWASP Secure Headers Project
 */
export function addSecurityHeaders(app: ServiceApp, imagesUrl: string): void {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src 'self' blob: ${new URL(imagesUrl).origin}`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  const headers = {
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
  };
  app.addHook('onSend', async (_request, reply) => {
    reply.headers(headers);
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
  });
}
