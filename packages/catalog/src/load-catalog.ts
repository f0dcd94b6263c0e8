/** `nines.yaml` -> `Catalog`, or everything that is wrong with it. */
import { dirname, resolve } from 'node:path';
import { hasErrors } from '@nines/kernel';
import type { Diagnostic } from '@nines/kernel';
import { buildCatalog } from './build/build-catalog.ts';
import { checkChannels } from './checks/check-channels.ts';
import { checkChoices } from './checks/check-choices.ts';
import { checkDependencies } from './checks/check-dependencies.ts';
import { checkIncidents } from './checks/check-incidents.ts';
import { checkKind } from './checks/check-kind.ts';
import { checkLater } from './checks/check-later.ts';
import { checkMachine } from './checks/check-machine.ts';
import { checkMonitoring } from './checks/check-monitoring.ts';
import { checkNames } from './checks/check-names.ts';
import { checkNotifyRoutes } from './checks/check-notify-routes.ts';
import { checkObjectives } from './checks/check-objectives.ts';
import { checkPortNeeded } from './checks/check-port-needed.ts';
import { checkPorts } from './checks/check-ports.ts';
import { checkProbeTargets } from './checks/check-probe-targets.ts';
import { checkRanges } from './checks/check-ranges.ts';
import { checkReferences } from './checks/check-references.ts';
import { checkRoutes } from './checks/check-routes.ts';
import { checkSecrets } from './checks/check-secrets.ts';
import { checkSla } from './checks/check-sla.ts';
import { checkSlo } from './checks/check-slo.ts';
import type { CatalogEnvironment } from './environment.ts';
import { Findings } from './findings.ts';
import { includeDocuments } from './include-documents.ts';
import { inspect } from './inspection.ts';
import type { Check } from './inspection.ts';
import type { SourcePlace } from './model-objectives.ts';
import type { Catalog } from './model.ts';
import { checkPlatform } from './schema/check-platform.ts';
import { PLATFORM_FORMAT } from './schema/platform-format.ts';
import type { SourcePath } from './source/node.ts';
import { parseSource } from './source/parse-source.ts';
import { SourceDocument } from './source/source-document.ts';

export interface LoadedCatalog {
  /** Undefined if and only if a diagnostic is an error. */
  readonly catalog?: Catalog;
  /** In the order of the file. */
  readonly diagnostics: readonly Diagnostic[];
}

const CHECKS: readonly Check[] = [
  checkNames,
  checkKind,
  checkPorts,
  checkPortNeeded,
  checkProbeTargets,
  checkRanges,
  checkRoutes,
  checkDependencies,
  checkReferences,
  checkSecrets,
  checkMonitoring,
  checkChannels,
  checkNotifyRoutes,
  checkIncidents,
  checkChoices,
  checkObjectives,
  checkSlo,
  checkSla,
  checkMachine,
  checkLater,
];

/**
 * Reads the text of a `nines.yaml`. Never throws: whatever the text is, there is a catalog or an error, and all errors
 * are found at once, each at its line and column.
 *
 * @param file - its path, as diagnostics show it; relative paths in it start from its folder
 * @param environment - what is asked of the machine
 */
export function loadCatalog(file: string, text: string, environment: CatalogEnvironment): LoadedCatalog {
  const { root, findings: sourceFindings, positionAt } = parseSource(text, PLATFORM_FORMAT);
  const findings = new Findings(file, positionAt);
  for (const finding of sourceFindings) findings.add(finding);
  if (root === undefined) return { diagnostics: findings.list() };

  const document = new SourceDocument(root, text);
  const platform = checkPlatform(document, findings);
  if (platform === undefined) return { diagnostics: findings.list() };

  const inclusion = includeDocuments(platform.slo.include, dirname(resolve(file)), environment);
  const placeAt = (path: SourcePath): SourcePlace => positionAt(document.valueOffset(path));
  const { documents } = inclusion;
  const catalog = buildCatalog(platform, { file, document, environment, documents, placeAt });
  const inspection = inspect({ platform, catalog, document, environment, findings, inclusion });
  for (const check of CHECKS) check(inspection);
  const diagnostics = findings.list();
  return hasErrors(diagnostics) ? { diagnostics } : { catalog, diagnostics };
}
