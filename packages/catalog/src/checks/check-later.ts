/** Says of each section and key of a capability to come that it does nothing yet. */
import { reportAtKey } from '../inspection.ts';
import type { Check, Inspection } from '../inspection.ts';
import { laterOfDefaults, laterOfPlatform, laterOfRun, laterOfService } from '../schema/later.ts';
import { pathText } from '../source/node.ts';
import type { SourcePath } from '../source/node.ts';

export const checkLater: Check = (inspection) => {
  const remark = (path: SourcePath, keys: readonly string[]): void => {
    for (const key of keys) remarkOn(inspection, [...path, key]);
  };
  remark([], Object.keys(laterOfPlatform));
  remark(['defaults'], Object.keys(laterOfDefaults));
  for (const { path, input } of inspection.services.values()) {
    if (input.engine === undefined) remark(path, Object.keys(laterOfService));
    remark([...path, 'run'], Object.keys(laterOfRun));
  }
};

function remarkOn(inspection: Inspection, path: SourcePath): void {
  if (!inspection.document.has(path)) return;
  const message = `${pathText(path)} is known but does nothing yet`;
  reportAtKey(inspection, 'CATALOG_NOT_IN_EFFECT', path, message, { severity: 'warning' });
}
