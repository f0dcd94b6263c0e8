/** How an example of a fault is written down. */
import type { FakeMachine } from '../fake-environment.ts';

export interface FaultExample {
  readonly code: string;
  /** `▶` stands where the finding must point. */
  readonly text: string;
  readonly machine?: FakeMachine;
  /** Part of the message or hint. */
  readonly says: string;
}

export const HEAD = 'metadata: { name: shop }\n';

export function inServices(lines: string): string {
  return `${HEAD}services:\n${lines}`;
}

/** One service with these lines in it. */
export function inService(lines: string): string {
  return inServices(`  api:\n    run: node main.js\n    ${lines}\n`);
}

export function inEngine(lines: string): string {
  return inServices(`  db:\n    engine: postgres\n    ${lines}\n`);
}
