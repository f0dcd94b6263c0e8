/** What one response head means, once every line of it is known to be well formed. */
import { BodyFraming } from './body-framing.ts';
import { ConnectionOptions } from './connection-options.ts';
import { FIELD } from './field-kinds.ts';
import { FieldTable } from './field-table.ts';
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
export class ResponseHead {
  bytes: Buffer = Buffer.alloc(0);
  base = 0;
  status = 0;
  minorVersion = 1;
  /** End of the status line before CRLF. */
  lineEnd = 0;
  fieldsStart = 0;
  fields: FieldTable = new FieldTable();
  bodyKind: BodyKind = NO_BODY;
  /** The sender will take another request on this connection. */
  keepAlive = true;
  /** Seconds after which the sender closes an idle connection, by its Keep-Alive field; -1 when it does not say. */
  keepAliveSeconds = -1;
  hasDate = false;
  readonly framing = new BodyFraming();
  private readonly connection = new ConnectionOptions();

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
    this.bytes = bytes;
    this.base = base;
    this.status = line.status;
    this.minorVersion = line.minorVersion;
    this.lineEnd = base + line.lineEnd;
    this.fieldsStart = this.lineEnd + 2;
    this.fields = fields;
    this.keepAliveSeconds = -1;
    this.hasDate = false;
    this.framing.clear();
    this.connection.clear();
    return this.readFields() ?? this.framing.conflict(this.minorVersion) ?? this.settle(method);
  }

  private readFields(): RefusalReason | undefined {
    const { fields, base } = this;
    for (let index = 0; index < fields.count; index += 1) {
      const kind = fields.kind(index);
      if (kind === FIELD.OTHER) continue;
      const reason = this.readField(kind, base + fields.valueStart(index), base + fields.valueEnd(index));
      if (reason !== undefined) return reason;
    }
    return undefined;
  }

  private readField(kind: number, start: number, end: number): RefusalReason | undefined {
    switch (kind) {
      case FIELD.CONTENT_LENGTH:
        return this.framing.readContentLength(this.bytes, start, end);
      case FIELD.TRANSFER_ENCODING:
        return this.framing.readTransferEncoding(this.bytes, start, end);
      case FIELD.CONNECTION:
        return this.connection.read(this.bytes, start, end) ? undefined : 'bad_connection';
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
  private settle(method: string): RefusalReason | undefined {
    const { framing, connection, status } = this;
    if (this.isInformational || status === 204) {
      if (framing.chunked || framing.contentLength > 0) return 'body_not_allowed';
      this.bodyKind = NO_BODY;
    } else if (method === 'HEAD' || status === 304) this.bodyKind = NO_BODY;
    else if (framing.chunked) this.bodyKind = CHUNKED;
    else if (framing.contentLength >= 0) this.bodyKind = framing.contentLength === 0 ? NO_BODY : LENGTH;
    else this.bodyKind = UNTIL_CLOSE;
    const persistent = this.minorVersion === 1 ? !connection.close : connection.keepAlive && !connection.close;
    this.keepAlive = persistent && this.bodyKind !== UNTIL_CLOSE;
    connection.applyTo(this.bytes, this.base, this.fields);
    return undefined;
  }
}
