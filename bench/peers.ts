/**
 * Fetches the programs that benchmarks compare with, without installing any: Debian's packages into a cache directory,
 * pm2 from the npm registry.
 */
import { fetchPm2, findAb, findFlask, findRunit, findSupervisor } from './harness/peer-programs.ts';
import type { BenchOutcome } from './harness/bench.ts';
import { renderTable } from './harness/table.ts';

/** Fetches all of them and says where they are. */
export async function run(): Promise<BenchOutcome> {
  const places = {
    runit: (await findRunit()).runsvdir,
    supervisor: (await findSupervisor()).pythonPath ?? 'installed',
    pm2: await fetchPm2(),
    ab: (await findAb()).command,
    flask: (await findFlask()).pythonPath ?? 'installed',
  };
  return { table: renderTable([['program', 'where'], ...Object.entries(places)]), json: places };
}
