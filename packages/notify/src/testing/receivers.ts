/** Receivers that live as long as a test. */
import { onTestFinished } from 'vitest';

export async function started<T extends { start(): Promise<T>; stop(): Promise<void> }>(receiver: T): Promise<T> {
  onTestFinished(() => receiver.stop());
  return receiver.start();
}

/** For whatever a test waits for: it fails after 10 s. */
export function patience(): AbortSignal {
  return AbortSignal.timeout(10_000);
}
