/** Numbers that must fit one another: min and max, request and limit, first pause and longest. */
import { reportAt } from '../inspection.ts';
import type { Check, InspectedService, Inspection } from '../inspection.ts';
import { cpuText, durationText, sizeText } from '../notation.ts';
import type { ReplicasInput, ResourcesInput, ServiceInput } from '../schema/service-schema.ts';
import type { SourcePath } from '../source/node.ts';

export const checkRanges: Check = (inspection) => {
  const { defaults } = inspection.platform;
  checkBlock(inspection, ['defaults'], defaults);
  for (const subject of inspection.services.values()) {
    checkBlock(inspection, subject.path, subject.input);
    checkSingle(inspection, subject);
  }
};

function checkBlock(
  inspection: Inspection,
  path: SourcePath,
  block: Pick<ServiceInput, 'replicas' | 'resources' | 'restart' | 'traffic'>,
): void {
  checkMinMax(inspection, [...path, 'replicas'], block.replicas);
  checkLimits(inspection, [...path, 'resources'], block.resources);
  checkTries(inspection, [...path, 'traffic'], block.traffic);
  block.traffic?.routes?.forEach((route, index) => {
    checkTries(inspection, [...path, 'traffic', 'routes', index], route);
  });
  const { initial, cap } = block.restart ?? {};
  if (initial === undefined || cap === undefined || initial <= cap) return;
  const message = `the first pause, ${durationText(initial)}, is longer than the longest, ${durationText(cap)}`;
  reportAt(inspection, 'CATALOG_RESTART_RANGE', [...path, 'restart', 'initial'], message, {
    hint: 'lower `initial` or raise `cap`',
  });
}

function checkMinMax(inspection: Inspection, path: SourcePath, replicas: ReplicasInput | undefined): void {
  if (typeof replicas !== 'object') return;
  const { min, max } = replicas;
  if (min === undefined || max === undefined || min <= max) return;
  const message = `min ${min} is more than max ${max}`;
  reportAt(inspection, 'CATALOG_REPLICAS_MIN_MAX', [...path, 'min'], message, { hint: 'lower `min` or raise `max`' });
}

function checkLimits(inspection: Inspection, path: SourcePath, resources: ResourcesInput | undefined): void {
  for (const [key, text] of [['cpu', cpuText] as const, ['memory', sizeText] as const]) {
    const request = resources?.[key];
    const limit = resources?.limits?.[key];
    if (request === undefined || limit === undefined || limit >= request) continue;
    const message = `the ${key} limit ${text(limit)} is below the ${text(request)} asked for`;
    const hint = 'raise the limit or ask for less';
    reportAt(inspection, 'CATALOG_LIMIT_BELOW_REQUEST', [...path, 'limits', key], message, { hint });
  }
}

function checkTries(
  inspection: Inspection,
  path: SourcePath,
  times: Pick<NonNullable<ServiceInput['traffic']>, 'timeout' | 'perTryTimeout'> | undefined,
): void {
  const { timeout, perTryTimeout } = times ?? {};
  if (timeout === undefined || perTryTimeout === undefined || perTryTimeout <= timeout) return;
  const message = `one try, ${durationText(perTryTimeout)}, is longer than all together, ${durationText(timeout)}`;
  reportAt(inspection, 'CATALOG_TRY_OUTLASTS_TIMEOUT', [...path, 'perTryTimeout'], message, {
    hint: 'lower `perTryTimeout` or raise `timeout`',
  });
}

/** Engines own a data directory, a fixed port can be bound once: both run one instance. */
function checkSingle(inspection: Inspection, { name, path, input, service }: InspectedService): void {
  const { replicas } = input;
  const most = typeof replicas === 'object' ? Math.max(replicas.min ?? 1, replicas.max ?? 1) : (replicas ?? 1);
  if (most === 1) return;
  if (service.kind === 'engine') {
    const message = `${name} is an engine and runs one instance, not ${most}`;
    reportAt(inspection, 'CATALOG_ENGINE_REPLICAS', [...path, 'replicas'], message, { hint: 'remove `replicas`' });
  } else if (service.listens.kind === 'fixed') {
    const message = `${name} listens on a fixed port, which only one instance can have, not ${most}`;
    const hint = 'remove `replicas`, or let the program read PORT and remove `listens`';
    reportAt(inspection, 'CATALOG_FIXED_PORT_REPLICAS', [...path, 'replicas'], message, { hint });
  }
}
