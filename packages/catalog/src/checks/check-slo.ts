/** The section `slo`: documents that are there, rules about services and objectives that exist, times with a length. */
import { relative } from 'node:path';
import type { DiagnosticSeverity } from '@nines/kernel';
import type { Finding } from '../findings.ts';
import { reportAt } from '../inspection.ts';
import type { Check, Inspection } from '../inspection.ts';
import type { InclusionFault } from '../include-documents.ts';
import { checkKnownService } from './known-service.ts';
import { checkNamesOnce } from './names-once.ts';
import { checkKnownObjective, objectiveNames } from './objective-names.ts';

export const checkSlo: Check = (inspection) => {
  for (const fault of inspection.inclusion.faults) reportInclusion(inspection, fault);
  checkPolicy(inspection);
  checkMaintenance(inspection);
};

interface InclusionRemark {
  readonly code: Finding['code'];
  readonly severity: DiagnosticSeverity;
  readonly message: string;
  readonly hint: string;
}

const INCLUSION: Readonly<Record<InclusionFault['kind'], InclusionRemark>> = {
  nothing: {
    code: 'CATALOG_INCLUDE_FINDS_NOTHING',
    severity: 'warning',
    message: 'leads to no file',
    hint: 'it starts from the folder of this file; `*` stands for anything but `/`, `**` for folders',
  },
  unreadable: {
    code: 'CATALOG_DOCUMENT_UNREADABLE',
    severity: 'error',
    message: 'cannot be read',
    hint: 'check its permissions',
  },
  'not-text': {
    code: 'CATALOG_DOCUMENT_UNREADABLE',
    severity: 'error',
    message: 'is not UTF-8 text',
    hint: 'save it as UTF-8, or include other files',
  },
  'too-large': {
    code: 'CATALOG_DOCUMENT_TOO_LARGE',
    severity: 'error',
    message: 'has more than 1 MiB',
    hint: 'split it, or include other files',
  },
  'too-large-together': {
    code: 'CATALOG_DOCUMENT_TOO_LARGE',
    severity: 'error',
    message: 'and the documents before it have more than 10 MiB together',
    hint: 'include fewer files',
  },
};

function reportInclusion(inspection: Inspection, { kind, index, file }: InclusionFault): void {
  const { code, severity, message, hint } = INCLUSION[kind];
  const pattern = inspection.catalog.objectives.include[index] ?? '';
  const what = file === undefined ? pattern : relative(inspection.catalog.directory, file);
  reportAt(inspection, code, ['slo', 'include', index], `${what} ${message}`, { severity, hint });
}

function checkPolicy(inspection: Inspection): void {
  const ofAll = objectiveNames(inspection, inspection.serviceNames);
  inspection.catalog.objectives.policy.forEach(({ services, objectives = [] }, index) => {
    const path = ['slo', 'policy', index];
    const found = services?.filter((name, position) =>
      checkKnownService(inspection, [...path, 'services', position], name),
    );
    const known = services === undefined ? ofAll : objectiveNames(inspection, services);
    if (found?.length !== services?.length || known === undefined) return;
    objectives.forEach((name, position) => {
      checkKnownObjective(inspection, [...path, 'objectives', position], name, known);
    });
  });
}

function checkMaintenance(inspection: Inspection): void {
  const { maintenance } = inspection.catalog.objectives;
  checkNamesOnce(inspection, ['slo', 'maintenance'], maintenance);
  maintenance.forEach(({ from, to, services }, index) => {
    const path = ['slo', 'maintenance', index];
    services?.forEach((name, position) => checkKnownService(inspection, [...path, 'services', position], name));
    if (from < to) return;
    const message = `from ${from} to ${to} is no time`;
    reportAt(inspection, 'CATALOG_EMPTY_TIME', [...path, 'to'], message, { hint: 'give an end that is later' });
  });
}
