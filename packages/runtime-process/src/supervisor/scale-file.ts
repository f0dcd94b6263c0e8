/** Replicas that people asked for. They outlast `down`, and end with an apply that changes the catalog's replicas. */
import { readJson, writeJsonAtomically } from '../state-directory/write-atomically.ts';
import type { PlannedWorkload } from './plan.ts';

interface Scale {
  readonly replicas: number;
  /** What the catalog said when it was asked for, `min..max`. */
  readonly insteadOf: string;
}

export class ScaleFile {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** Keeps what was asked for. @throws NinesError `STATE_UNWRITABLE`, `STATE_DISK_FULL`, `STATE_CORRUPT` */
  keep(workload: PlannedWorkload, replicas: number): void {
    const scale: Scale = { replicas, insteadOf: rangeOf(workload) };
    writeJsonAtomically(this.#file, { ...this.#read(), [workload.spec.name]: scale });
  }

  /** The workloads with the replicas that people asked for, where that still holds. @throws NinesError `STATE_CORRUPT` */
  applyTo(workloads: readonly PlannedWorkload[]): readonly PlannedWorkload[] {
    const kept = this.#read();
    return workloads.map((workload) => {
      const scale = kept[workload.spec.name];
      if (scale?.insteadOf !== rangeOf(workload)) return workload;
      return { ...workload, spec: { ...workload.spec, replicas: scale.replicas } };
    });
  }

  /** Another catalog is in effect: what does not hold with it has ended, and stays so. @throws as `keep` */
  forgetEnded(workloads: readonly PlannedWorkload[]): void {
    const kept = this.#read();
    const ranges = new Map(workloads.map((workload) => [workload.spec.name, rangeOf(workload)]));
    const valid = Object.entries(kept).filter(([name, scale]) => ranges.get(name) === scale?.insteadOf);
    if (valid.length < Object.keys(kept).length) writeJsonAtomically(this.#file, Object.fromEntries(valid));
  }

  #read(): Readonly<Partial<Record<string, Scale>>> {
    return (readJson(this.#file) ?? {}) as Readonly<Partial<Record<string, Scale>>>;
  }
}

function rangeOf({ minReplicas, maxReplicas }: PlannedWorkload): string {
  return `${minReplicas}..${maxReplicas}`;
}
