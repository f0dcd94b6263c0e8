/** The reference platform as a benchmark runs it: the repository's own catalog, on free ports, in a place of its own. */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { BenchPlatform } from './platform.ts';
import { freePorts } from '@nines/testkit/ports';

const ROOT = join(import.meta.dirname, '..', '..');

interface CatalogText {
  ingress: { http: number; https: number };
  monitoring: { enabled: boolean; ports?: Record<string, number> };
  notify?: { webhooks: readonly { name: string; url: string; receives: string }[] };
  services: Record<string, { port?: number; run?: { cwd: string }; env?: Record<string, string> }>;
}

/** Where everything is. */
interface TalentAddresses {
  readonly ingressPort: number;
  /** Of the HTTPS door. */
  readonly securePort: number;
  /** Stable port of each service. */
  readonly ports: Readonly<Record<string, number>>;
}

/** Not started yet. */
export interface Talent extends TalentAddresses {
  readonly platform: BenchPlatform;
}

export interface TalentOptions {
  /** Whether server, Prometheus, Alertmanager and exporters run as well. @defaultValue false */
  readonly watched?: boolean;
  /** Told of every alert. */
  readonly alertWebhook?: string;
}

/** A platform of its own for `readTalentCatalog`. */
export async function createTalent(options: TalentOptions = {}): Promise<Talent> {
  const { text, ...addresses } = await readTalentCatalog(options);
  return { platform: await BenchPlatform.create(text), ...addresses };
}

/** A copy of nines.yaml with other ports and absolute folders. */
export async function readTalentCatalog(
  options: TalentOptions = {},
): Promise<TalentAddresses & { readonly text: string }> {
  const catalog = parse(await readFile(join(ROOT, 'nines.yaml'), 'utf8')) as CatalogText;
  const names = Object.keys(catalog.services);
  const [http = 0, https = 0, ...rest] = await freePorts(names.length + 2);
  const ports = Object.fromEntries(names.map((name, index) => [name, rest[index] ?? 0]));
  const previous = catalog.ingress.http;
  catalog.ingress = { http, https };
  catalog.monitoring = { enabled: options.watched ?? false };
  if (options.alertWebhook !== undefined) {
    catalog.notify = { webhooks: [{ name: 'bench', url: options.alertWebhook, receives: 'all' }] };
  }
  for (const [name, service] of Object.entries(catalog.services)) {
    if (service.port !== undefined) service.port = ports[name] ?? 0;
    if (service.run !== undefined) service.run.cwd = resolve(ROOT, service.run.cwd);
    for (const [variable, value] of Object.entries(service.env ?? {})) {
      if (service.env !== undefined)
        service.env[variable] = value.replace(`.localhost:${previous}`, `.localhost:${http}`);
    }
  }
  return { text: JSON.stringify(catalog, null, 2), ingressPort: http, securePort: https, ports };
}
