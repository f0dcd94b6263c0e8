/** What one response head means, once every line of it is known to be well formed. */
import { FIELD } from './field-kinds.ts';
import type { FieldTable } from './field-table.ts';
import { MessageHead } from './message-head.ts';
import type { RefusalReason } from './refusal.ts';
import type { StatusLineScanner } from './status-line.ts';

export const NO_BODY = 0;
export const LENGTH = 1;
export const CHUNKED = 2;
export const UNTIL_CLOSE = 3;
/** How the end of the body is found. */
export type BodyKind = typeof NO_BODY | typeof LENGTH | typeof CHUNKED | typeof UNTIL_CLOSE;

const TIMEOUT_HINT = /(?:^|[\s,])timeout=(\d{1,6})(?:$|[\s,;])/i;

/** Reused for every response of a connection; `bytes` and offsets are valid while the sink is called. */
export class ResponseHead extends MessageHead {
  status = 0;
  bodyKind: BodyKind = NO_BODY;
  /** Seconds after which the sender closes an idle connection, by its Keep-Alive field; -1 when it does not say. */
  keepAliveSeconds = -1;
  hasDate = false;

  get isInformational(): boolean {
    return this.status < 200;
  }

  /** @param method of the request, which decides whether there is a body */
  interpret(
    bytes: Buffer,
    base: number,
    line: StatusLineScanner,
    fields: FieldTable,
    method: string,
  ): RefusalReason | undefined {
    this.begin(bytes, base, base + line.position, fields, line.minorVersion);
    this.status = line.status;
    this.keepAliveSeconds = -1;
    this.hasDate = false;
    return this.readFields() ?? this.#settle(method);
  }

  protected override readOwnField(kind: number, start: number, end: number): RefusalReason | undefined {
    switch (kind) {
      case FIELD.KEEP_ALIVE: {
        const hint = TIMEOUT_HINT.exec(this.bytes.toString('latin1', start, end));
        if (hint !== null) this.keepAliveSeconds = Number(hint[1]);
        return undefined;
      }
      case FIELD.DATE:
        this.hasDate = true;
        return undefined;
      default:
        return undefined;
    }
  }

  /** @see RFC 9112, section 6.3, in its order */
  #settle(method: string): RefusalReason | undefined {
    const { framing, connection, status } = this;
    if (this.isInformational || status === 204) {
      if (framing.chunked || framing.contentLength > 0) return 'body_not_allowed';
      this.bodyKind = NO_BODY;
    } else if (method === 'HEAD' || status === 304) this.bodyKind = NO_BODY;
    else if (framing.chunked) this.bodyKind = CHUNKED;
    else if (framing.contentLength >= 0) this.bodyKind = framing.contentLength === 0 ? NO_BODY : LENGTH;
    else this.bodyKind = UNTIL_CLOSE;
    this.keepAlive = this.persists && this.bodyKind !== UNTIL_CLOSE;
    connection.applyTo(this.bytes, this.base, this.fields);
    return undefined;
  }
}
