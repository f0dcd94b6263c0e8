/** Who listens on a port; for messages. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { listPids } from './process-table.ts';

/** State of a listening socket. @see proc_pid_net(5), /proc/net/tcp: `st` */
const LISTEN = '0A';

/** `process 4711 (node server.js, in /srv/shop)`; undefined where nobody listens, or who does may not be looked at. */
export function describeListener(port: number): string | undefined {
  const inodes = listeningInodes(port);
  if (inodes.size === 0) return undefined;
  const pid = listPids().find((candidate) => holdsSocket(candidate, inodes));
  return pid === undefined ? undefined : `process ${pid} (${commandOf(pid)}, in ${directoryOf(pid)})`;
}

function listeningInodes(port: number): ReadonlySet<string> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const lines = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => readText(file).split('\n'));
  const rows = lines.map((line) => line.trim().split(/\s+/));
  return new Set(
    rows.filter(([, local, , state]) => state === LISTEN && local?.endsWith(suffix)).map((row) => row[9] ?? ''),
  );
}

function holdsSocket(pid: number, inodes: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((descriptor) => {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${descriptor}`))?.[1];
      return inode !== undefined && inodes.has(inode);
    });
  } catch {
    return false; // gone meanwhile, or another user's
  }
}

/** A command line may hold secrets of others: the program and its first word are enough to recognise it. */
function commandOf(pid: number): string {
  return readText(`/proc/${pid}/cmdline`).split('\0').slice(0, 2).join(' ').trim() || 'unknown';
}

function directoryOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return 'an unknown folder';
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
