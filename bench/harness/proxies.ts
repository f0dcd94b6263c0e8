/** Proxies in front of one upstream, each as lean as its makers allow: one thread or one worker, connections kept. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createMeshClient } from '@nines/mesh';
import type { MeshSnapshot } from '@nines/mesh';
import { environmentFor, findHaproxy, findNginx } from './peer-programs.ts';
import { freePorts } from '@nines/testkit/ports';
import { cpuSeconds, descendantsOf, end, residentBytes } from './processes.ts';
import { waitUntilAnswered } from './recovery.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const MESH = join(ROOT, 'apps', 'mesh', 'src', 'main.ts');

/** 98 bytes, as small answers of an API are. */
const BODY = 'x'.repeat(98);

/** Something that answers on a port, and what it costs. */
export interface Proxy {
  readonly port: number;
  /** CPU of all its processes since they began, s. */
  cpuSeconds(): number;
  /** Memory of all its processes, bytes. */
  residentBytes(): number;
  stop(): Promise<void>;
}

/** nginx that answers by itself. */
export async function startUpstream(directory: string, signal: AbortSignal): Promise<Proxy> {
  const [port = 0] = await freePorts(1);
  return startNginx(join(directory, 'upstream'), port, `location / { return 200 "${BODY}"; }`, '', signal);
}

/** nginx with one worker. */
export async function startNginxProxy(directory: string, upstream: number, signal: AbortSignal): Promise<Proxy> {
  const [port = 0] = await freePorts(1);
  const pool = `upstream backend { server 127.0.0.1:${upstream}; keepalive 64; keepalive_requests 1000000000; }`;
  const location = 'location / { proxy_pass http://backend; proxy_http_version 1.1; proxy_set_header Connection ""; }';
  return startNginx(join(directory, 'nginx'), port, location, pool, signal);
}

/** HAProxy with one thread. */
export async function startHaproxy(directory: string, upstream: number, signal: AbortSignal): Promise<Proxy> {
  const program = await findHaproxy();
  const [port = 0] = await freePorts(1);
  const home = join(directory, 'haproxy');
  await mkdir(home, { recursive: true });
  const file = join(home, 'haproxy.cfg');
  await writeFile(
    file,
    [
      'global\n  nbthread 1\n  maxconn 4096',
      'defaults\n  mode http\n  timeout connect 1s\n  timeout client 30s\n  timeout server 30s\n  http-reuse always',
      `frontend in\n  bind 127.0.0.1:${port}\n  default_backend out`,
      `backend out\n  server upstream 127.0.0.1:${upstream}\n`,
    ].join('\n'),
  );
  const child = spawn(program.command, ['-db', '-f', file], { stdio: 'ignore', env: environmentFor(program) });
  return running(child, port, signal);
}

/** The mesh with everything that it measures. */
export async function startMesh(directory: string, upstream: number, signal: AbortSignal): Promise<Proxy> {
  const [port = 0, admin = 0] = await freePorts(2);
  const home = join(directory, 'mesh');
  await mkdir(home, { recursive: true });
  await writeFile(join(home, 'load-key'), 'a key of this benchmark alone', { mode: 0o600 });
  const socket = join(home, 'mesh.sock');
  const child = spawn(process.execPath, ['--max-semi-space-size=8', MESH], {
    stdio: 'ignore',
    env: {
      PATH: process.env['PATH'],
      MALLOC_ARENA_MAX: '1',
      PORT: String(admin),
      NINES_MESH_CONTROL: socket,
      NINES_MESH_STATE: join(home, 'state'),
      NINES_MESH_LOAD_KEY_FILE: join(home, 'load-key'),
    },
  });
  await waitUntilAnswered(`http://127.0.0.1:${admin}/livez`, signal);
  await createMeshClient(socket).push(snapshot(port, upstream), signal);
  return running(child, port, signal);
}

function snapshot(port: number, upstream: number): MeshSnapshot {
  return {
    schemaVersion: 1,
    version: 1,
    listeners: [{ kind: 'edge', host: '127.0.0.1', port, consumer: 'bench', service: 'upstream' }],
    services: [
      {
        name: 'upstream',
        protocol: 'http',
        endpoints: [{ id: 'upstream-0', version: 'v1', host: '127.0.0.1', port: upstream }],
      },
    ],
  };
}

async function startNginx(
  home: string,
  port: number,
  location: string,
  more: string,
  signal: AbortSignal,
): Promise<Proxy> {
  const program = await findNginx();
  await mkdir(join(home, 'tmp'), { recursive: true });
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const file = join(home, 'nginx.conf');
  await writeFile(
    file,
    [
      'daemon off; worker_processes 1; error_log /dev/null;',
      `pid ${home}/nginx.pid; events { worker_connections 4096; }`,
      'http { access_log off; keepalive_requests 1000000000;',
      ...temporary.map((name) => `${name}_temp_path ${home}/tmp/${name};`),
      more,
      `server { listen 127.0.0.1:${port}; ${location} } }`,
    ].join('\n'),
  );
  const child = spawn(program.command, ['-p', home, '-c', file], { stdio: 'ignore', env: environmentFor(program) });
  return running(child, port, signal);
}

async function running(child: ChildProcess, port: number, signal: AbortSignal): Promise<Proxy> {
  await waitUntilAnswered(`http://127.0.0.1:${port}/`, signal);
  const pids = descendantsOf(child.pid ?? 0).map(({ pid }) => pid);
  const sum = (read: (pid: number) => number): number => pids.reduce((total, pid) => total + read(pid), 0);
  return {
    port,
    cpuSeconds: () => sum(cpuSeconds),
    residentBytes: () => sum(residentBytes),
    stop: () => end(child, 'SIGTERM'),
  };
}
