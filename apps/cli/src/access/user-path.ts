/** Where what of a user is found. */
import { API_PATHS } from '@nines/api';

export function userPath(path: 'user' | 'userLink', name: string): string {
  return API_PATHS[path].replace(':name', encodeURIComponent(name));
}
