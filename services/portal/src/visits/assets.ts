/** The few static files, read once and served under an address that changes with their content. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Problem, type ServiceApp } from '@nines/service-kit';
import { z } from 'zod';

import type { Visit } from '../pages/layout.ts';

const FILES = {
  style: { name: 'talent.css', type: 'text/css; charset=utf-8' },
  script: { name: 'talent.js', type: 'text/javascript; charset=utf-8' },
  icon: { name: 'icon.svg', type: 'image/svg+xml' },
} as const;

/** Adds `GET /assets/:name` and gives the addresses to put into pages. */
export async function addAssets(app: ServiceApp): Promise<Visit['assets']> {
  const entries = await Promise.all(
    Object.entries(FILES).map(async ([key, { name, type }]) => {
      const content = await readFile(new URL(`../public/${name}`, import.meta.url));
      const print = createHash('sha256').update(content).digest('base64url').slice(0, 12);
      return { key, name: `${print}-${name}`, type, content };
    }),
  );
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  app.get('/assets/:name', { schema: { params: z.object({ name: z.string() }) } }, (request, reply) => {
    const asset = byName.get(request.params.name);
    if (asset === undefined) throw new Problem(404, 'NOT_FOUND');
    return reply.type(asset.type).header('cache-control', 'public, max-age=31536000, immutable').send(asset.content);
  });
  const addressOf = (key: string): string => `/assets/${entries.find((entry) => entry.key === key)?.name ?? ''}`;
  return { style: addressOf('style'), script: addressOf('script'), icon: addressOf('icon') };
}
