/** What the heads of requests and responses have in common: framing and the life of the connection. */
import { BodyFraming } from './body-framing.ts';
import { ConnectionOptions } from './connection-options.ts';
import { FIELD } from './field-kinds.ts';
import { FieldTable } from './field-table.ts';
import type { RefusalReason } from './refusal.ts';

/** Reused for one message of a connection after another. */
export abstract class MessageHead {
  bytes: Buffer = Buffer.alloc(0);
  /** The head's first byte. */
  base = 0;
  minorVersion = 1;
  /** Where the first header line begins. */
  fieldsStart = 0;
  fields: FieldTable = new FieldTable();
  /** The sender will use the connection again. */
  keepAlive = true;
  readonly framing = new BodyFraming();
  protected readonly connection = new ConnectionOptions();

  protected begin(bytes: Buffer, base: number, fieldsStart: number, fields: FieldTable, minorVersion: number): void {
    this.bytes = bytes;
    this.base = base;
    this.fieldsStart = fieldsStart;
    this.fields = fields;
    this.minorVersion = minorVersion;
    this.framing.clear();
    this.connection.clear();
  }

  /** Reads every field that means something here. Returns why the head must be refused, if it must. */
  protected readFields(): RefusalReason | undefined {
    const { fields, base } = this;
    for (let index = 0; index < fields.count; index += 1) {
      const kind = fields.kind(index);
      if (kind === FIELD.OTHER) continue;
      const reason = this.#readField(kind, base + fields.valueStart(index), base + fields.valueEnd(index), index);
      if (reason !== undefined) return reason;
    }
    return this.framing.conflict(this.minorVersion);
  }

  /** A field that only this direction knows. */
  protected abstract readOwnField(kind: number, start: number, end: number, index: number): RefusalReason | undefined;

  /** @see RFC 9112, section 9.3 */
  protected get persists(): boolean {
    const { close, keepAlive } = this.connection;
    return !close && (this.minorVersion === 1 || keepAlive);
  }

  #readField(kind: number, start: number, end: number, index: number): RefusalReason | undefined {
    switch (kind) {
      case FIELD.CONTENT_LENGTH:
        return this.framing.readContentLength(this.bytes, start, end);
      case FIELD.TRANSFER_ENCODING:
        return this.framing.readTransferEncoding(this.bytes, start, end);
      case FIELD.CONNECTION:
        return this.connection.read(this.bytes, start, end) ? undefined : 'bad_connection';
      default:
        return this.readOwnField(kind, start, end, index);
    }
  }
}
