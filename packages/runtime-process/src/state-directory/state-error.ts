/** What the file system refuses, said in the platform's terms. */
import { hasCode, messageOf, NinesError } from '@nines/kernel';

const REFUSALS: readonly {
  readonly errno: readonly string[];
  readonly code: Uppercase<string>;
  readonly what: string;
  readonly remedy: string;
}[] = [
  {
    errno: ['ENOSPC', 'EDQUOT'],
    code: 'STATE_DISK_FULL',
    what: 'the disk is full',
    remedy: 'free space or move the state directory',
  },
  {
    errno: ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'],
    code: 'STATE_UNWRITABLE',
    what: 'it may not be written',
    remedy: 'check owner, permissions and mount, or choose another directory',
  },
];

/** A NinesError `STATE_DISK_FULL` or `STATE_UNWRITABLE` for a failure that means so; anything else as it was. */
export function asStateError(error: unknown, path: string): unknown {
  const refusal = REFUSALS.find(({ errno }) => errno.some((name) => hasCode(error, name)));
  if (refusal === undefined) return error;
  const { code, what, remedy } = refusal;
  return new NinesError(code, `cannot write ${path}: ${what} (${messageOf(error)}); ${remedy}`, {
    details: { path },
    cause: error,
  });
}

/** A file whose content makes no sense. Without it, the next `up` begins anew with what it held. */
export function damaged(file: string, why: string): NinesError {
  return new NinesError('STATE_CORRUPT', `${file} is damaged (${why}); move it away and run \`nines up\` again`, {
    details: { file },
  });
}
