/** What every check looks at, and how it says what it found. */
import type { DiagnosticSeverity } from '@nines/kernel';
import type { CatalogEnvironment } from './environment.ts';
import type { Finding, Findings } from './findings.ts';
import type { Inclusion } from './include-documents.ts';
import type { Catalog, Service } from './model.ts';
import { nearestName } from './nearest-name.ts';
import type { PlatformInput } from './schema/platform-schema.ts';
import type { ServiceInput } from './schema/service-schema.ts';
import type { SourcePath } from './source/node.ts';
import type { SourceDocument } from './source/source-document.ts';

export interface Inspection extends Inspected {
  /** By name, in file order. */
  readonly services: ReadonlyMap<string, InspectedService>;
  /** Names under `services`, those of misshapen services included. */
  readonly serviceNames: ReadonlySet<string>;
}

export interface Inspected {
  /** As written, units parsed; parts with a wrong shape are already reported and taken out. */
  readonly platform: PlatformInput;
  /** The same with defaults, as it would be handed on. */
  readonly catalog: Catalog;
  readonly document: SourceDocument;
  readonly environment: CatalogEnvironment;
  readonly findings: Findings;
  readonly inclusion: Inclusion;
}

/** One service as a check sees it. */
export interface InspectedService {
  readonly name: string;
  readonly path: SourcePath;
  readonly input: ServiceInput;
  readonly service: Service;
}

export function inspect(inspected: Inspected): Inspection {
  const { platform, catalog, document } = inspected;
  const services = catalog.services.flatMap((service) => {
    const { name } = service;
    const input = platform.services[name];
    return input === undefined ? [] : [{ name, path: ['services', name], input, service }];
  });
  return {
    ...inspected,
    services: new Map(services.map((each) => [each.name, each])),
    serviceNames: new Set(document.keysAt(['services'])),
  };
}

/** A check looks at the whole and adds what it finds. */
export type Check = (inspection: Inspection) => void;

export interface Remark {
  readonly severity?: DiagnosticSeverity;
  readonly hint?: string | undefined;
}

/** Reports at the value of `path`; where nothing stands there, at the nearest key around it. */
export function reportAt(
  { document, findings }: Inspection,
  code: Finding['code'],
  path: SourcePath,
  message: string,
  remark: Remark = {},
): void {
  findings.add({ code, offset: document.valueOffset(path), message, ...remark });
}

/** Reports at the key of `path`. */
export function reportAtKey(
  { document, findings }: Inspection,
  code: Finding['code'],
  path: SourcePath,
  message: string,
  remark: Remark = {},
): void {
  findings.add({ code, offset: document.keyOffset(path), message, ...remark });
}

/** Whether `key` of the service is written as it should be, or rightly not written. */
export function isSound({ document }: Inspection, { path }: InspectedService, ...keys: string[]): boolean {
  return keys.every((key) => document.isSound([...path, key]));
}

/** Whether something listens; a port that was written wrongly is a port. */
export function hasPort(inspection: Inspection, subject: InspectedService): boolean {
  return subject.service.port !== undefined || !isSound(inspection, subject, 'port');
}

/** A hint that leads from a wrong name to a right one. */
export function suggestName(name: string, candidates: Iterable<string>): string {
  const known = [...candidates];
  const nearest = nearestName(name, known);
  if (nearest !== undefined) return `did you mean \`${nearest}\`?`;
  return known.length === 0 ? 'there is none' : `there is ${listShortly(known)}`;
}

const MOST_LISTED = 12;

function listShortly(names: readonly string[]): string {
  const rest = names.length - MOST_LISTED;
  return `${names.slice(0, MOST_LISTED).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
