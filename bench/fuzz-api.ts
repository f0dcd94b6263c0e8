/**
 * Requests of all kinds, fitting and broken, over every route of a real server on a real database: none is answered 500,
 * and no problem tells of the server's inside.
 *
 * Arguments: --requests N (100000), --seed N (1), --at-once N (16)
 */
import { readFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { ROLES } from '@nines/kernel';
import { ApiFuzz, complaintAbout } from '@nines/testkit/api-fuzz';
import type { FuzzedAnswer, FuzzedDocument, FuzzedRequest } from '@nines/testkit/api-fuzz';
import { freePorts } from '@nines/testkit/ports';
import { startTestPostgres } from '@nines/testkit/postgres';
import { askSocket } from '@nines/testkit/socket-request';
import { FakeSupervisor } from '../apps/server/src/testing/fake-supervisor.ts';
import { startServer, until } from '../apps/server/src/testing/running-server.ts';
import { testCatalog } from '../apps/server/src/testing/test-catalog.ts';
import { progress } from './harness/bench.ts';
import type { BenchOutcome } from './harness/bench.ts';
import { round } from './harness/statistics.ts';
import { renderTable } from './harness/table.ts';

const DOCUMENT = join(import.meta.dirname, '..', 'packages', 'api', 'openapi.json');
const ANSWERED_WITHIN_MS = 30_000;
/** Of each role: each may ask a while before it is slowed down. */
const TOKENS = 40;
const PROGRESS_EVERY = 10_000;

type Credentials = Readonly<Record<string, string>>;

export async function run(argv: readonly string[], signal: AbortSignal): Promise<BenchOutcome> {
  const options = { requests: { type: 'string' }, seed: { type: 'string' }, 'at-once': { type: 'string' } } as const;
  const { values } = parseArgs({ args: [...argv], options });
  const requests = Number(values.requests ?? 100_000);
  const document = JSON.parse(await readFile(DOCUMENT, 'utf8')) as FuzzedDocument;
  const fuzz = new ApiFuzz(document, Number(values.seed ?? 1), (path) => path.endsWith('/stream'));
  const supervisor = new FakeSupervisor(testCatalog());
  const database = await startTestPostgres();
  await supervisor.start();
  const [port = 0] = await freePorts(1);
  const { controlSocket, serverSocket, stateDirectory } = supervisor;
  const server = startServer({ port, stateDirectory, controlSocket, databaseUrl: database.url });
  try {
    await until(async () => (await askSocket(serverSocket, '/api/v1/users')).status === 200, 60_000);
    const credentials = await credentialsOf(serverSocket);
    const tally = { complaints: [] as string[], statuses: new Map<number, number>(), asked: 0 };
    const agents = { tcp: new Agent({ keepAlive: true }), local: new Agent({ keepAlive: true }) };
    const began = performance.now();
    const asker = async (): Promise<void> => {
      while (tally.asked < requests && !signal.aborted) {
        tally.asked += 1;
        if (tally.asked % PROGRESS_EVERY === 0) progress(`${tally.asked} requests`);
        const next = fuzz.next(credentials);
        const isLocal = tally.asked % 3 === 0;
        const where = isLocal ? { socketPath: serverSocket, agent: agents.local } : { port, agent: agents.tcp };
        // A kept connection may be closed the moment it is used again: that is no answer, and asked for once more.
        const asked = ask(next, where).catch(async () => ask(next, where));
        const answer = await asked.catch((error: unknown) => ({ status: 0, text: String(error) }));
        tally.statuses.set(answer.status, (tally.statuses.get(answer.status) ?? 0) + 1);
        const complaint = answer.status === 0 ? `${next.path}: ${answer.text}` : complaintAbout(next, answer);
        if (complaint !== undefined && tally.complaints.length < 100) tally.complaints.push(complaint);
      }
    };
    await Promise.all(Array.from({ length: Number(values['at-once'] ?? 16) }, asker));
    for (const agent of Object.values(agents)) agent.destroy();
    for (const complaint of tally.complaints) progress(complaint);
    const seconds = (performance.now() - began) / 1_000;
    const statuses = [...tally.statuses].toSorted(([one], [other]) => one - other);
    const rows = statuses.map(([status, count]) => [String(status), String(count)]);
    return {
      table: renderTable([['status', 'answers'], ...rows]),
      json: {
        ...{ requests: tally.asked, routes: fuzz.operationCount, complaints: tally.complaints.length },
        ...{ internalErrors: tally.statuses.get(500) ?? 0, perSecond: round(tally.asked / seconds, 0) },
        statuses: Object.fromEntries(statuses),
      },
    };
  } finally {
    await server.end('SIGTERM');
    await supervisor.remove();
    await database.remove();
  }
}

/** Those who may ask, in all the ways that there are. */
async function credentialsOf(socket: string): Promise<readonly Credentials[]> {
  const all: Credentials[] = [{}, { authorization: 'Bearer nines_no' }, { cookie: `nines_session=${'A'.repeat(43)}` }];
  for (const role of ROLES) {
    for (let count = 0; count < TOKENS; count += 1) {
      const body = { name: `fuzz ${count}`, kind: 'service', role, ...(count % 4 === 0 && { scopes: ['read'] }) };
      const { text: made } = await askSocket(socket, '/api/v1/tokens', { body });
      all.push({ authorization: `Bearer ${(JSON.parse(made) as { secret: string }).secret}` });
    }
  }
  return [...all, { host: 'evil.example' }, { origin: 'http://evil.example', 'sec-fetch-site': 'cross-site' }];
}

async function ask(
  { body, headers, method, path }: FuzzedRequest,
  where: { readonly agent: Agent; readonly port?: number; readonly socketPath?: string },
): Promise<FuzzedAnswer> {
  const signal = AbortSignal.timeout(ANSWERED_WITHIN_MS);
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
  const asking = request({ host: '127.0.0.1', ...where, method, path, headers: { ...headers, ...length }, signal });
  asking.end(body);
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  return { status: answer.statusCode ?? 0, text: await text(answer) };
}
