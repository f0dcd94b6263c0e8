/** Where the programs are that benchmarks compare with; what the machine has is preferred, the rest is fetched. */
import { accessSync, constants, existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { progress } from './bench.ts';
import { attempt, complete } from './processes.ts';

/** Debian's Python, for which Debian's Python packages are made. */
const PYTHON = '/usr/bin/python3';

const CACHE = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'nines', 'bench');

/** The packages and what they need beyond a minimal Debian with Python. */
const PACKAGES = {
  runit: ['runit'],
  supervisor: ['supervisor', 'python3-pkg-resources'],
  ab: ['apache2-utils', 'libapr1', 'libaprutil1'],
  haproxy: ['haproxy', 'liblua5.3-0', 'libopentracing-c-wrapper0', 'libopentracing1'],
  nginx: ['nginx'],
  wrk: ['wrk', 'libluajit-5.1-2'],
  flask: [
    ...['python3-flask', 'python3-werkzeug', 'python3-jinja2', 'python3-markupsafe'],
    ...['python3-itsdangerous', 'python3-click', 'python3-colorama'],
  ],
};

/** A Python program or library. */
export interface PythonPackage {
  readonly python: string;
  /** For PYTHONPATH; undefined where Python finds the package by itself. */
  readonly pythonPath: string | undefined;
}

/** runit's supervisor of directories, and the directory that has to be on PATH for it. */
export async function findRunit(): Promise<{ readonly runsvdir: string; readonly directory: string }> {
  const found = onPath('runsvdir');
  const directory = found === undefined ? join(await unpack('runit'), 'usr', 'bin') : join(found, '..');
  return { runsvdir: join(directory, 'runsvdir'), directory };
}

/** supervisord, to be run as `python -m supervisor.supervisord`. */
export async function findSupervisor(): Promise<PythonPackage> {
  return findPython('supervisor', 'supervisor.supervisord');
}

/** Flask with its development server. */
export async function findFlask(): Promise<PythonPackage> {
  return findPython('flask', 'flask');
}

/** A program, and the libraries it needs where it was fetched. */
export interface NativeProgram {
  readonly command: string;
  /** For LD_LIBRARY_PATH; undefined where the machine has them. */
  readonly libraryPath: string | undefined;
}

/** Apache's load generator. */
export async function findAb(): Promise<NativeProgram> {
  return findNative('ab', 'bin');
}

export async function findHaproxy(): Promise<NativeProgram> {
  return findNative('haproxy', 'sbin');
}

export async function findNginx(): Promise<NativeProgram> {
  return findNative('nginx', 'sbin');
}

/** The load generator with which peak throughput of proxies is measured. */
export async function findWrk(): Promise<NativeProgram> {
  return findNative('wrk', 'bin');
}

/** The environment in which a program finds its libraries. */
export function environmentFor({ libraryPath }: NativeProgram): NodeJS.ProcessEnv {
  return { ...process.env, ...(libraryPath !== undefined && { LD_LIBRARY_PATH: libraryPath }) };
}

async function findNative(name: 'ab' | 'haproxy' | 'nginx' | 'wrk', folder: 'bin' | 'sbin'): Promise<NativeProgram> {
  const found = onPath(name);
  if (found !== undefined) return { command: found, libraryPath: undefined };
  const root = await unpack(name);
  const [triplet = ''] = (await readdir(join(root, 'usr', 'lib')).catch(() => [])).filter((entry) =>
    entry.endsWith('-linux-gnu'),
  );
  return { command: join(root, 'usr', folder, name), libraryPath: join(root, 'usr', 'lib', triplet) };
}

/** The path of pm2's command, to be run by the Node that is compared. */
export async function fetchPm2(): Promise<string> {
  const prefix = join(CACHE, 'pm2');
  const command = join(prefix, 'node_modules', 'pm2', 'bin', 'pm2');
  if (!existsSync(command)) {
    progress(`fetching pm2 into ${prefix}`);
    await mkdir(prefix, { recursive: true });
    const quiet = ['--no-audit', '--no-fund', '--no-save', '--loglevel=error'];
    await complete('npm', ['install', '--prefix', prefix, ...quiet, 'pm2'], { cwd: prefix, env: outsideNpm() });
  }
  return command;
}

async function findPython(name: 'supervisor' | 'flask', module: string): Promise<PythonPackage> {
  const imports = async (pythonPath?: string): Promise<boolean> => {
    const env = { ...process.env, ...(pythonPath === undefined ? {} : { PYTHONPATH: pythonPath }) };
    return (await attempt(PYTHON, ['-c', `import ${module}`], { env })).code === 0;
  };
  if (!existsSync(PYTHON)) throw new Error(`This benchmark needs Debian's ${PYTHON}: apt-get install python3`);
  if (await imports()) return { python: PYTHON, pythonPath: undefined };
  const pythonPath = join(await unpack(name), 'usr', 'lib', 'python3', 'dist-packages');
  if (!(await imports(pythonPath)))
    throw new Error(`The packages of ${name} were fetched, but Python cannot import it`);
  return { python: PYTHON, pythonPath };
}

/** Downloads packages with apt, which checks their signatures, and unpacks them: no root, nothing installed. */
async function unpack(name: keyof typeof PACKAGES): Promise<string> {
  const home = join(CACHE, name);
  const root = join(home, 'root');
  if (existsSync(root)) return root;
  progress(`fetching ${name} into ${home}`);
  const lists = join(CACHE, 'lists');
  await mkdir(join(lists, 'partial'), { recursive: true });
  await mkdir(join(home, 'archives', 'partial'), { recursive: true });
  const options = [
    ...['-qq', '-o', `Dir::State::Lists=${lists}`, '-o', `Dir::Cache=${home}`],
    ...(process.getuid?.() === 0 ? ['-o', 'APT::Sandbox::User=root'] : []),
  ];
  await complete('apt-get', [...options, 'update']);
  await complete('apt-get', [...options, 'download', ...PACKAGES[name]], { cwd: home });
  const unfinished = join(home, 'unfinished');
  const archives = (await readdir(home)).filter((file) => file.endsWith('.deb'));
  for (const archive of archives) await complete('dpkg', ['-x', join(home, archive), unfinished]);
  await complete('mv', [unfinished, root]);
  for (const archive of archives) await rm(join(home, archive));
  return root;
}

/** The environment without what `npm run` adds, which speaks of another project. */
function outsideNpm(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_(?!config_registry)/.test(name)));
}

function onPath(name: string): string | undefined {
  const directories = (process.env['PATH'] ?? '').split(delimiter).filter((directory) => directory !== '');
  return directories
    .map((directory) => join(directory, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
