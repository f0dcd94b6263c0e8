/**
 * Request fields whose names programs behind us may take for others: CGI, and WSGI after it, show `X-Real-IP` and
 * `X_Real_IP` alike, as `HTTP_X_REAL_IP`. At the ingress a client could so forge what we set or remove there.
 *
 * @see RFC 3875, section 4.1.18; nginx documentation, `underscores_in_headers` (off by default)
 */
import { FIELD } from './field-kinds.ts';
import type { FieldTable } from './field-table.ts';
import { UNDERSCORE } from './octets.ts';

/** Marks every field with an underscore in its name; which name it could be taken for does not matter. */
export function markAmbiguousNames(bytes: Uint8Array, base: number, fields: FieldTable): void {
  for (let index = 0; index < fields.count; index += 1) {
    if (fields.kind(index) !== FIELD.OTHER) continue;
    const end = base + fields.nameEnd(index);
    let at = base + fields.nameStart(index);
    while (at < end && bytes[at] !== UNDERSCORE) at += 1;
    if (at < end) fields.setKind(index, FIELD.AMBIGUOUS);
  }
}
