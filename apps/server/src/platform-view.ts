/** What is known of the platform at the moment, for whoever needs a bit of it. */
import type { PlatformStatus } from '@nines/kernel';
import type { DesiredReport } from '@nines/runtime-process';

export class PlatformView {
  desired: DesiredReport | undefined;
  status: PlatformStatus | undefined;

  /** Where one of Nines' own workloads listens; undefined where it does not run. */
  portOf(workload: string): number | undefined {
    return this.desired?.ports[workload];
  }
}
