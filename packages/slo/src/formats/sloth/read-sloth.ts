/** Documents of Sloth -> objectives. */
import type { SourcePath } from '@nines/catalog/source';
import type { Objective } from '../../objective/objective.ts';
import { carriedLabels } from '../labels.ts';
import { readName } from '../names.ts';
import { readPercentage } from '../percentage.ts';
import { placeAt, readShape, reportAt, reportNotCarried } from '../reading.ts';
import type { Reading } from '../reading.ts';
import { readAlerting } from './read-alerting.ts';
import { readSli } from './read-sli.ts';
import { API_VERSION, KIND, kubernetesObject, ownDocument, VERSION } from './sloth-schema.ts';
import type { SlothSlo } from './sloth-schema.ts';
import { KUBERNETES, OWN } from './spelling.ts';
import type { Spelling } from './spelling.ts';

/** Sloth's default; a document cannot say another. */
const PERIOD = { kind: 'rolling', lengthMs: 30 * 86_400_000 } as const;

export function readSloth(readings: readonly Reading[]): readonly Objective[] {
  return readings.flatMap(readDocument);
}

interface SlothService {
  readonly service: string;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly slos: readonly SlothSlo[];
}

function readDocument(reading: Reading): readonly Objective[] {
  if (!isKnown(reading)) return [];
  if (reading.document.has(['version'])) {
    const document = readShape(reading, ownDocument);
    return document === undefined ? [] : readService(reading, [], document, OWN);
  }
  const object = readShape(reading, kubernetesObject);
  return object === undefined ? [] : readService(reading, ['spec'], object.spec, KUBERNETES);
}

function isKnown(reading: Reading): boolean {
  const { document } = reading;
  const [key, known, kind] = document.has(['version']) ? ['version', VERSION, ''] : ['apiVersion', API_VERSION, KIND];
  const found = document.textAt([key]);
  if (found !== known) {
    reportAt(reading, 'SLO_UNSUPPORTED', [key], `Sloth's ${found} is not read`, { hint: `write it as \`${known}\`` });
    return false;
  }
  const foundKind = document.textAt(['kind']);
  if (kind === '' || foundKind === kind || foundKind === '') return true;
  reportAt(reading, 'SLO_UNSUPPORTED', ['kind'], `Sloth's ${foundKind} is not read`, { hint: `only \`${kind}\` is` });
  return false;
}

function readService(
  reading: Reading,
  path: SourcePath,
  { service: written, labels = {}, slos }: SlothService,
  spelling: Spelling,
): readonly Objective[] {
  const service = readName(reading, [...path, 'service'], written);
  const shared = carriedLabels(reading, [...path, 'labels'], labels);
  leaveOut(reading, [...path, spelling.plugins], 'plug-ins do not run here');
  if (slos.length === 0 && reading.document.isIntact([...path, 'slos'])) {
    reportAt(reading, 'SLO_BAD_VALUE', [...path, 'slos'], 'there is no objective');
  }
  return slos.flatMap((slo, index) => {
    const at = [...path, 'slos', index];
    const target = readPercentage(reading, [...at, 'objective'], slo.objective);
    const indicator = readSli(reading, [...at, 'sli'], slo.sli, spelling);
    const alerting = readAlerting(reading, [...at, 'alerting'], slo.alerting, spelling);
    const labelled = carriedLabels(reading, [...at, 'labels'], slo.labels ?? {});
    leaveOut(reading, [...at, 'infoLabels'], 'Nines has no metric of information about objectives');
    leaveOut(reading, [...at, 'interval'], 'how often rules are evaluated follows from what they are for');
    leaveOut(reading, [...at, 'plugins'], 'plug-ins do not run here');
    const name = readName(reading, [...at, 'name'], slo.name);
    if (!service || !name || !target || !indicator) return [];
    return [
      {
        service,
        name,
        ...(slo.description !== undefined && { description: slo.description }),
        target,
        period: PERIOD,
        indicator,
        budgeting: { method: 'occurrences' } as const,
        alerting: alerting.alerting,
        labels: { ...shared, ...labelled, ...alerting.labels },
        annotations: alerting.annotations,
        place: placeAt(reading, at),
      },
    ];
  });
}

function leaveOut(reading: Reading, path: SourcePath, why: string): void {
  if (!reading.document.has(path)) return;
  reportNotCarried(reading, path, `${String(path.at(-1))} is not carried over: ${why}`);
}
