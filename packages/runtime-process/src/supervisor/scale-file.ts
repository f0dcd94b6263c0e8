/** Replicas that people asked for. They outlast `down`, and end with an apply that changes the catalog's replicas. */
import { readJson, writeJsonAtomically } from '../state-directory/write-atomically.ts';
import type { PlannedWorkload } from './plan.ts';

interface Scale {
  readonly replicas: number;
  /** What the catalog said when it was asked for. */
  readonly insteadOf: number;
}

export class ScaleFile {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** Keeps what was asked for. @throws NinesError `STATE_UNWRITABLE`, `STATE_DISK_FULL` */
  keep({ spec }: PlannedWorkload, replicas: number): void {
    this.#write({ ...this.#read(), [spec.name]: { replicas, insteadOf: spec.replicas } });
  }

  /** What still holds for these workloads, by name; what does not is forgotten. */
  stillValid(workloads: readonly PlannedWorkload[]): ReadonlyMap<string, number> {
    const kept = this.#read();
    const replicas = new Map(workloads.map(({ spec }) => [spec.name, spec.replicas]));
    const valid = Object.entries(kept).filter(([name, scale]) => replicas.get(name) === scale.insteadOf);
    if (valid.length < Object.keys(kept).length) this.#write(Object.fromEntries(valid));
    return new Map(valid.map(([name, scale]) => [name, scale.replicas]));
  }

  #read(): Readonly<Record<string, Scale>> {
    return (readJson(this.#file) ?? {}) as Readonly<Record<string, Scale>>;
  }

  #write(scales: Readonly<Record<string, Scale>>): void {
    writeJsonAtomically(this.#file, scales);
  }
}
