/**
 * The calls of libc that pass open files to another process, which Node does for its children only. They take 7 ms to
 * load, and 6 MB from then on.
 *
 * @see unix(7), SCM_RIGHTS; sendmsg(2), recvmsg(2); structures as glibc and musl have them on 64 bit, little endian
 */
import { getSystemErrorName } from 'node:util';
import { NinesError } from '@nines/kernel';
import koffi from 'koffi';

const AF_UNIX = 1;
const SOCK_DGRAM = 2;
const SOCK_CLOEXEC = 0o2000000;
const MSG_CTRUNC = 0x8;
const MSG_DONTWAIT = 0x40;
const MSG_NOSIGNAL = 0x4000;
const MSG_CMSG_CLOEXEC = 0x40000000;
const EAGAIN = 11;

/** `sockaddr_un` has 108 bytes for a path and the zero behind it. */
const MAX_PATH_BYTES = 107;

interface Message {
  readonly name: null;
  readonly namelen: 0;
  readonly iov: { readonly base: Buffer; readonly len: number };
  readonly iovlen: 1;
  readonly control: Buffer;
  controllen: number;
  flags: number;
}

koffi.struct('iovec', { base: 'void *', len: 'size_t' });
koffi.struct('msghdr', {
  ...{ name: 'void *', namelen: 'uint32_t', iov: 'iovec *', iovlen: 'size_t' },
  ...{ control: 'void *', controllen: 'size_t', flags: 'int' },
});
const libc = koffi.load(null);
const socket = libc.func('int socket(int, int, int)') as (domain: number, type: number, protocol: number) => number;
const bind = libc.func('int bind(int, const uint8_t *, uint32_t)') as AddressCall;
const connect = libc.func('int connect(int, const uint8_t *, uint32_t)') as AddressCall;
const sendmsg = libc.func('intptr_t sendmsg(int, const msghdr *, int)') as MessageCall;
const recvmsg = libc.func('intptr_t recvmsg(int, _Inout_ msghdr *, int)') as MessageCall;

type AddressCall = (descriptor: number, address: Buffer, length: number) => number;
type MessageCall = (descriptor: number, message: Message, flags: number) => number;

/**
 * A new datagram socket, closed when another program is executed.
 *
 * @returns its descriptor, which the caller closes
 * @throws NinesError `MESH_HANDOVER_FAILED`, as every function here
 */
export function datagramSocket(): number {
  return checked('socket', socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
}

export function bindTo(descriptor: number, path: string): void {
  const address = addressOf(path);
  checked('bind', bind(descriptor, address, address.length));
}

export function connectTo(descriptor: number, path: string): void {
  const address = addressOf(path);
  checked('connect', connect(descriptor, address, address.length));
}

/** Sends `data` and `control` as one datagram, without waiting. */
export function send(descriptor: number, data: Buffer, control: Buffer): void {
  checked('sendmsg', sendmsg(descriptor, messageOf(data, control), MSG_DONTWAIT | MSG_NOSIGNAL));
}

export interface Received {
  readonly data: Buffer;
  readonly control: Buffer;
  /** There was no room for all of `control`, or no more files may be open. */
  readonly isCut: boolean;
}

/** The next datagram, of at most so many bytes. Undefined where none waits. */
export function receive(descriptor: number, dataBytes: number, controlBytes: number): Received | undefined {
  const [data, control] = [Buffer.alloc(dataBytes), Buffer.alloc(controlBytes)];
  const message = messageOf(data, control);
  const length = recvmsg(descriptor, message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  if (length < 0 && koffi.errno() === EAGAIN) return undefined;
  return {
    data: data.subarray(0, checked('recvmsg', length)),
    control: control.subarray(0, message.controllen),
    isCut: (message.flags & MSG_CTRUNC) !== 0,
  };
}

function messageOf(data: Buffer, control: Buffer): Message {
  const iov = { base: data, len: data.length };
  return { name: null, namelen: 0, iov, iovlen: 1, control, controllen: control.length, flags: 0 };
}

function addressOf(path: string): Buffer {
  const bytes = Buffer.from(path);
  if (bytes.length > MAX_PATH_BYTES) {
    throw new NinesError(
      'MESH_HANDOVER_FAILED',
      `The path ${path} is longer than the ${MAX_PATH_BYTES} bytes of a socket`,
    );
  }
  const family = Buffer.alloc(2);
  family.writeUInt16LE(AF_UNIX);
  return Buffer.concat([family, bytes, Buffer.alloc(1)]);
}

function checked(call: string, result: number): number {
  if (result >= 0) return result;
  const reason = getSystemErrorName(-koffi.errno());
  throw new NinesError('MESH_HANDOVER_FAILED', `Listening sockets cannot be handed over: ${call} says ${reason}`, {
    details: { call, reason },
  });
}
