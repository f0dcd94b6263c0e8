/** Supervisors that die, with a record on disk that is old, damaged or gone, over real processes. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadCatalog } from '@nines/catalog';
import type { Catalog } from '@nines/catalog';
import { ProcessRuntime } from '../control/control-client.ts';
import { INSTANCE_VARIABLE, listPids } from '../proc/process-table.ts';
import { controlSocketPath } from '../state-directory/socket-directory.ts';
import { supervisionFile } from './layout.ts';

const SUPERVISOR = fileURLToPath(new URL('supervised-platform.testing.ts', import.meta.url));
const EVERYTHING_EXISTS = {
  commandExists: () => true,
  directoryExists: () => true,
  filesMatching: () => [],
  readText: () => ({ text: '' }),
  productRunbooks: '/nines/runbooks',
  fileExists: () => true,
  variable: () => undefined,
};

let directory: string;
let supervisor: ChildProcess;
let runtime: ProcessRuntime;

beforeEach(async () => {
  directory = realpathSync(mkdtempSync(`${tmpdir()}/nines-succession-`));
  const socketPath = () => controlSocketPath(`${directory}/state`, process.getuid?.() ?? 0);
  runtime = new ProcessRuntime({ socketPath, signal: new AbortController().signal });
  startSupervisor();
  await expect.poll(() => runtime.status().catch(() => undefined)).toBeDefined();
  await runtime.apply(catalogOf({ base: 1, left: 2, right: 2, extra: 1 }));
  await settled(['base-0', 'left-0', 'left-1', 'right-0', 'right-1', 'extra-0']);
});

afterEach(async () => {
  supervisor.kill('SIGKILL');
  await expect
    .poll(() => {
      const left = [...ownProcesses().keys()];
      for (const pid of left) process.kill(pid, 'SIGKILL');
      return left;
    })
    .toEqual([]);
  rmSync(directory, { recursive: true });
});

/** Each instance holds a lock of its slot for as long as any process of it lives, and tells of another that does. */
function catalogOf(replicas: Readonly<Record<string, number>>, changed: readonly string[] = []): Catalog {
  const services = Object.entries(replicas).map(([name, count]) => {
    const alone = `flock -n ${directory}/$\{slot}.lock sleep 1000 || echo $\{slot} >> ${directory}/duplicates`;
    const command = JSON.stringify(changed.includes(name) ? `true; ${alone}` : alone);
    const dependsOn = name === 'base' ? '' : 'dependsOn: [base], ';
    return `  ${name}: { ${dependsOn}run: { command: ${command}, shell: true }, replicas: { min: ${count}, max: 4 } }`;
  });
  const head = 'apiVersion: nines.dev/v1\nkind: Platform\nmetadata: { name: trial }\nservices:\n';
  const { catalog, diagnostics } = loadCatalog(
    `${directory}/nines.yaml`,
    head + services.join('\n'),
    EVERYTHING_EXISTS,
  );
  if (catalog === undefined) throw new Error(JSON.stringify(diagnostics));
  return catalog;
}

function startSupervisor(): void {
  supervisor = spawn(process.execPath, [SUPERVISOR, `${directory}/state`, process.env['PATH'] ?? ''], {
    stdio: 'ignore',
  });
}

async function killSupervisor(): Promise<void> {
  const ended = once(supervisor, 'exit');
  supervisor.kill('SIGKILL');
  await ended;
}

/** Commands of the processes that belong to instances, by pid. */
function ownProcesses(): ReadonlyMap<number, string> {
  const found = listPids().flatMap((pid): [number, string][] => {
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
      if (!environment.includes(`${INSTANCE_VARIABLE}=`) || !environment.includes(directory)) return [];
      return [[pid, readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()]];
    } catch {
      return []; // it ended in between
    }
  });
  return new Map(found);
}

/** Slots whose workload runs, once for each process that does its work. */
function working(): readonly string[] {
  const workers = [...ownProcesses()].filter(([, command]) => command === 'sleep 1000');
  return workers.map(([pid]) => {
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
    return new RegExp(`${INSTANCE_VARIABLE}=[^/]+/([^/]+)/`).exec(environment)?.[1] ?? '';
  });
}

/** Main processes by slot. */
async function pids(): Promise<Readonly<Record<string, number | null>>> {
  const { services } = await runtime.status();
  return Object.fromEntries(services.flatMap(({ instances }) => instances).map(({ id, pid }) => [id, pid]));
}

/** Resolves when these slots, and no others, are ready, each with one process at its work. */
async function settled(slots: readonly string[]): Promise<void> {
  const look = async () => {
    const { rolling, status } = await runtime.report();
    const ids = status.services.flatMap(({ instances }) => instances.map(({ id }) => id));
    return { state: status.state, rolling, ids: ids.toSorted(), working: working().toSorted() };
  };
  const sorted = slots.toSorted();
  await expect
    .poll(() => look().catch(() => undefined), { timeout: 20_000, interval: 50 })
    .toEqual({ state: 'ready', rolling: [], ids: sorted, working: sorted });
}

/** From here on the record is that of the past, whatever is done. */
function stopWriting(): void {
  mkdirSync(`${supervisionFile(`${directory}/state`)}.new`);
}

function writeAgain(): void {
  rmdirSync(`${supervisionFile(`${directory}/state`)}.new`);
}

/** Every slot is renewed, one goes, one comes, one is of another definition, and one has crashed. */
const AFTERWARDS = ['base-0', 'left-0', 'left-1', 'right-0', 'right-1', 'right-2'];

async function change(): Promise<void> {
  await runtime.restart('left');
  await runtime.apply(catalogOf({ base: 1, left: 2, right: 2 }, ['right']));
  await runtime.scale('right', 3);
  await settled(AFTERWARDS);
  const { 'base-0': victim } = await pids();
  process.kill(victim ?? Number.NaN, 'SIGKILL');
  await expect.poll(async () => [victim, null].includes((await pids())['base-0'] ?? null)).toBe(false);
  await settled(AFTERWARDS);
}

const FAULTS = {
  'is old': writeAgain,
  'is old and still cannot be written': () => undefined,
  'is damaged': () => {
    writeAgain();
    writeFileSync(supervisionFile(`${directory}/state`), '{"bootId":"');
  },
  'is gone': () => {
    writeAgain();
    rmSync(supervisionFile(`${directory}/state`));
  },
};

/** Supervisors that die amid their first steps, ms after their start. */
const SHORT_LIVES = [250, 400];

test.for([
  ['is old', 'one crash', []],
  ['is old and still cannot be written', 'one crash', []],
  ['is damaged', 'one crash', []],
  ['is gone', 'one crash', []],
  ['is old and still cannot be written', 'three crashes', SHORT_LIVES],
  ['is damaged', 'three crashes', SHORT_LIVES],
] as const)('a record that %s is made up for after %s', async ([fault, , lives]) => {
  stopWriting();
  await change();
  const before = await pids();
  await killSupervisor();
  FAULTS[fault]();
  for (const lifeMs of lives) {
    startSupervisor();
    await sleep(lifeMs);
    await killSupervisor();
  }
  startSupervisor();
  await settled(AFTERWARDS);
  expect(existsSync(`${directory}/duplicates`)).toBe(false);
  if (fault === 'is old') {
    const adopted = ({ 'right-2': _new, ...others }: typeof before) => others;
    expect(adopted(await pids())).toEqual(adopted(before));
  }
  await runtime.shutdown();
  await once(supervisor, 'exit');
  expect(ownProcesses()).toEqual(new Map());
});
