/** Who made a request, by its head. */
import type { RequestKind } from '../declared-load.ts';
import { FIELD } from '../http/field-kinds.ts';
import type { RequestHead } from '../http/request-head.ts';
import type { MarkVerifier } from './mark-verifier.ts';

/** A mark that is not believed, or stands beside another, goes no further. */
export function requestKindOf(head: RequestHead, marks: MarkVerifier): RequestKind {
  if (!head.hasMark) return 'user';
  const kind = head.mark < 0 ? undefined : marks.kindOf(head.value(head.mark));
  if (kind === undefined) head.drop(FIELD.MARK);
  return kind ?? 'user';
}
