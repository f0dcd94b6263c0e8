/** What the system says, in the words of this package. */
import { hasCode, messageOf, NinesError } from '@nines/kernel';
import { withoutCredentials } from './without-credentials.ts';

const DISK_FULL_CODES = ['ENOSPC', 'EDQUOT'];
const UNWRITABLE_CODES = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'];

/** A full disk, where `error` says so. */
export function diskFull(directory: string): NinesError {
  return new NinesError('TOOL_DISK_FULL', `the disk of ${directory} is full; free about 300 MB and try again`, {
    details: { directory },
  });
}

/** What happened below the cache directory, as a NinesError; an error that already is one stays as it is. */
export function asToolError(error: unknown, directory: string): NinesError {
  if (error instanceof NinesError) return error;
  if (DISK_FULL_CODES.some((code) => hasCode(error, code))) return diskFull(directory);
  const said = withoutCredentials(messageOf(error));
  if (UNWRITABLE_CODES.some((code) => hasCode(error, code))) {
    return new NinesError('TOOL_CACHE_UNWRITABLE', `${directory} cannot be used: ${said}; check its owner and mode`, {
      details: { directory },
    });
  }
  return new NinesError('TOOL_FETCH_FAILED', `fetching into ${directory} failed: ${said}`, { details: { directory } });
}
