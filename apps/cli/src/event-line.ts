/** One event as a line for people. */
import type { createColors } from 'picocolors';
import type { NinesEvent } from '@nines/kernel';

const BAD_NEWS = /\.(crashed|crash-looping|stuck|roll-stalled|unready|start-failed|failed)$/;

export function eventLine(event: NinesEvent, colors: ReturnType<typeof createColors>): string {
  const type = BAD_NEWS.test(event.type) ? colors.red(event.type) : event.type;
  const facts = Object.entries(event.data)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return `${colors.dim(event.time)} ${colors.cyan(event.subject)} ${type} ${colors.dim(facts.join(' '))}`.trimEnd();
}
