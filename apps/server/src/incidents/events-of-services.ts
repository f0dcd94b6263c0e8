/** Which events tell of which services. */
import type { NinesEvent } from '@nines/kernel';

/** `api`, its slot `api-0`, its objective `api/errors`, or whatever names it in its data. */
export function isAbout({ subject, data }: NinesEvent, services: readonly string[]): boolean {
  const [beforeSlash = ''] = subject.split('/');
  const named = [subject, beforeSlash, subject.replace(/-\d+$/, ''), data['service']];
  return services.some((service) => named.includes(service));
}

/** Of the platform as a whole: what may be behind trouble of any service. */
export function isCommon({ type }: NinesEvent): boolean {
  return type.startsWith('platform.') || type.startsWith('configuration.') || type === 'events.lost';
}
