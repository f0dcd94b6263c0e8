/**
 * Open files on their way to another process of this machine: each with a label, many in a datagram.
 *
 * Who gets one has it from then on: the file stays open, whoever else closes it, until the last holder does.
 */
import { closeSync, rmSync } from 'node:fs';
import { NinesError } from '@nines/kernel';
import { bindTo, connectTo, datagramSocket, receive, type Received, send } from './system-calls.ts';

/** The kernel passes 253 at once. @see unix(7) */
const MAX_FILES = 250;
const MAX_LABELS_BYTES = 65_536;

/** `cmsghdr`: length with the header, level, type; descriptors follow, 4 bytes each. */
const HEADER_BYTES = 16;
const SOL_SOCKET = 1;
const SCM_RIGHTS = 1;

/** Descriptor by label. */
export type Files = ReadonlyMap<string, number>;

/**
 * Sends copies of `files` to who has an inbox at `path`. Takes no time: nobody is waited for.
 *
 * @throws NinesError `MESH_HANDOVER_FAILED`; some may have been sent
 */
export function sendFiles(path: string, files: Files): void {
  const socket = datagramSocket();
  try {
    connectTo(socket, path);
    const all = [...files];
    for (let at = 0; at < all.length; at += MAX_FILES) sendSome(socket, all.slice(at, at + MAX_FILES));
  } finally {
    closeSync(socket);
  }
}

/** Where files arrive. */
export class Inbox {
  readonly #socket: number;
  readonly #path: string;

  private constructor(socket: number, path: string) {
    this.#socket = socket;
    this.#path = path;
  }

  /**
   * Makes it at `path`, in place of what is left there.
   *
   * @throws NinesError `MESH_HANDOVER_FAILED`, also for a path of more than 107 bytes
   */
  static open(path: string): Inbox {
    const socket = datagramSocket();
    try {
      rmSync(path, { force: true });
      bindTo(socket, path);
    } catch (error) {
      closeSync(socket);
      throw error;
    }
    return new Inbox(socket, path);
  }

  /**
   * What has arrived. The caller closes each descriptor, sooner or later.
   *
   * @throws NinesError `MESH_HANDOVER_FAILED` where a datagram cannot be read; nothing of what arrived stays open then
   */
  take(): Map<string, number> {
    const files = new Map<string, number>();
    try {
      for (;;) {
        const received = receive(this.#socket, MAX_LABELS_BYTES, HEADER_BYTES + MAX_FILES * 4);
        if (received === undefined) return files;
        unpack(received, files);
      }
    } catch (error) {
      closeFiles(files);
      throw error;
    }
  }

  close(): void {
    closeSync(this.#socket);
    rmSync(this.#path, { force: true });
  }
}

export function closeFiles(files: Files): void {
  for (const descriptor of files.values()) closeSync(descriptor);
}

function sendSome(socket: number, files: readonly (readonly [string, number])[]): void {
  const control = Buffer.alloc(HEADER_BYTES + files.length * 4);
  control.writeBigUInt64LE(BigInt(control.length), 0);
  control.writeInt32LE(SOL_SOCKET, 8);
  control.writeInt32LE(SCM_RIGHTS, 12);
  for (const [index, [, descriptor]] of files.entries()) control.writeInt32LE(descriptor, HEADER_BYTES + index * 4);
  send(socket, Buffer.from(JSON.stringify(files.map(([label]) => label))), control);
}

/** Adds what a datagram brings. A descriptor without a label, and one under a label that is taken, is closed. */
function unpack({ data, control, isCut }: Received, files: Map<string, number>): void {
  const descriptors = descriptorsOf(control);
  const labels = labelsOf(data);
  for (const [index, descriptor] of descriptors.entries()) {
    const label = labels?.[index];
    if (label === undefined || files.has(label)) closeSync(descriptor);
    else files.set(label, descriptor);
  }
  if (isCut) {
    throw new NinesError('MESH_HANDOVER_FAILED', 'Not all listening sockets could be taken: too many files are open');
  }
  if (labels?.length !== descriptors.length) {
    throw new NinesError('MESH_HANDOVER_FAILED', 'What arrived is no set of listening sockets');
  }
}

function descriptorsOf(control: Buffer): number[] {
  if (control.length < HEADER_BYTES) return [];
  const end = Math.min(control.length, Number(control.readBigUInt64LE(0)));
  const isRights = control.readInt32LE(8) === SOL_SOCKET && control.readInt32LE(12) === SCM_RIGHTS;
  const descriptors: number[] = [];
  for (let at = HEADER_BYTES; isRights && at + 4 <= end; at += 4) descriptors.push(control.readInt32LE(at));
  return descriptors;
}

function labelsOf(data: Buffer): readonly string[] | undefined {
  try {
    const labels: unknown = JSON.parse(data.toString());
    return Array.isArray(labels) && labels.every((label) => typeof label === 'string') ? labels : undefined;
  } catch {
    return undefined;
  }
}
