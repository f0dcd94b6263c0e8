/** Which objective is meant, and where the API has what is about it. */
import { API_PATHS } from '@nines/api';
import { NinesError } from '@nines/kernel';

export interface ObjectiveName {
  readonly service: string;
  readonly name: string;
}

/** `portal/errors`. @throws NinesError `CLI_INVALID_INPUT` */
export function parseObjectiveName(text: string): ObjectiveName {
  const [service = '', name = '', ...more] = text.split('/');
  if (service !== '' && name !== '' && more.length === 0) return { service, name };
  throw new NinesError('CLI_INVALID_INPUT', `"${text}" names no objective; write SERVICE/NAME, as nines slo list does`);
}

export function objectivePath(what: 'objective' | 'review' | 'signOff', { service, name }: ObjectiveName): string {
  return API_PATHS[what]
    .replace(':service', () => encodeURIComponent(service))
    .replace(':name', () => encodeURIComponent(name));
}
