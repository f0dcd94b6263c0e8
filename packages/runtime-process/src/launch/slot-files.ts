/** Where an instance keeps its record and its output, and how its processes are known by that. */
import { realpathSync } from 'node:fs';
import type { InstanceHold } from './instance.ts';
import type { LaunchSpec } from './launch-instance.ts';

/** The files of a slot's run directory. */
export function runFiles(runDirectory: string): { readonly record: string; readonly fifo: string } {
  return { record: `${runDirectory}/record`, fifo: `${runDirectory}/fifo` };
}

/** The kernel shows the real paths of open files, so these are what processes are known by. */
export function holdOf(spec: Pick<LaunchSpec, 'marker' | 'stdoutFile' | 'stderrFile' | 'group'>): InstanceHold {
  const outputFiles = [spec.stdoutFile, spec.stderrFile].map((file) => realPathOf(file));
  return { marker: spec.marker, outputFiles, inGroup: false, ...(spec.group && { group: spec.group }) };
}

function realPathOf(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}
