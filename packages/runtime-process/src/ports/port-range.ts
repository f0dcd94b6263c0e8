/** Which ports may be handed out. */
import { readFileSync } from 'node:fs';

/** Above the registered ports that people know by heart, below what most kernels use for outgoing connections. */
const FIRST_PORT = 20_000;
const LAST_PORT = 65_535;
const BLOCK_PORTS = 100;

export interface PortBlock {
  /** First and last port, both inclusive. */
  readonly first: number;
  readonly last: number;
}

/**
 * Blocks of 100 ports outside the range for outgoing connections, where the kernel might give any port away at any
 * moment.
 *
 * @param ephemeral text of /proc/sys/net/ipv4/ip_local_port_range
 * @see ip(7): ip_local_port_range
 */
export function portBlocks(ephemeral = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8')): PortBlock[] {
  const [low = 32_768, high = 60_999] = ephemeral.trim().split(/\s+/).map(Number);
  const free = blocksOf(FIRST_PORT, LAST_PORT).filter(({ first, last }) => last < low || first > high);
  // A machine that uses nearly everything for outgoing connections leaves the bind test as the only guard.
  return free.length > 0 ? free : blocksOf(FIRST_PORT, LAST_PORT);
}

function blocksOf(from: number, to: number): PortBlock[] {
  const count = Math.floor((to - from + 1) / BLOCK_PORTS);
  return Array.from({ length: count }, (_, index) => ({
    first: from + index * BLOCK_PORTS,
    last: from + (index + 1) * BLOCK_PORTS - 1,
  }));
}
