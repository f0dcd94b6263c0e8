/**
 * One example for each fault a catalog can have. `▶` stands where the finding must point; what is expected is all that
 * may be found, so that no example sets off a second, senseless finding.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fakeEnvironment } from './fake-environment.ts';
import { loadCatalog } from './load-catalog.ts';
import { CHANNEL_FAULTS } from './testing/channel-faults.ts';
import { HEAD, inEngine, inServices, inService } from './testing/fault-example.ts';
import type { FaultExample } from './testing/fault-example.ts';
import { OBJECTIVE_FAULTS } from './testing/objective-faults.ts';

const twoServices = (rest: string): string =>
  `${HEAD}services:\n  api: { run: a, port: 8001 }\n  web: { run: b, port: 8002 }\n${rest}`;

const EXAMPLES: readonly FaultExample[] = [
  { code: 'CATALOG_EMPTY', text: '▶# nothing\n', says: 'describes nothing' },
  { code: 'CATALOG_SYNTAX', text: `${HEAD}services: {\n▶`, says: 'not valid YAML' },
  { code: 'CATALOG_SYNTAX', text: inService('port: ▶*nowhere'), says: 'no anchor &nowhere' },
  { code: 'CATALOG_SYNTAX', text: inService('? ▶[a, b]\n    : 1'), says: 'plain name' },
  { code: 'CATALOG_SYNTAX', text: inService('env: { A: ▶!vault x }'), says: 'tag' },
  {
    code: 'CATALOG_DUPLICATE_KEY',
    text: inService('port: 8001\n    ▶port: 8002'),
    says: 'services.api.port is there twice',
  },
  { code: 'CATALOG_DUPLICATE_NAME', text: inServices('  api: { run: a }\n  ▶api: { run: b }\n'), says: 'services.api' },
  {
    code: 'CATALOG_DUPLICATE_NAME',
    text: `${HEAD}services:\n  db: { engine: postgres }\n  api: { run: a, dependsOn: [db, ▶db] }\n`,
    says: 'listed twice',
  },
  {
    code: 'CATALOG_UNKNOWN_KEY',
    text: inService('▶prot: 8080\n    health: { readiness: /readyz }'),
    says: 'did you mean `port`?',
  },
  { code: 'CATALOG_UNKNOWN_KEY', text: inService('▶wibble: 1'), says: 'known here: owner, tier, run' },
  {
    code: 'CATALOG_UNKNOWN_KEY',
    text: inService('port: 1234\n    health: { liveness: { http: /, ▶peroid: 1s } }'),
    says: '`period`',
  },
  { code: 'CATALOG_UNKNOWN_KEY', text: `${HEAD}▶servces: {}\n`, says: 'did you mean `services`?' },
  {
    code: 'CATALOG_MISSING_KEY',
    text: '▶metadata: {}\nservices: { api: { run: a } }\n',
    says: 'metadata.name is missing',
  },
  { code: 'CATALOG_MISSING_KEY', text: `▶${HEAD}`, says: 'services is missing' },
  { code: 'CATALOG_MISSING_KEY', text: inServices('  ▶api: { port: 8001 }\n'), says: 'neither run nor engine' },
  { code: 'CATALOG_MISSING_KEY', text: inServices('  api:\n    ▶run: { cwd: . }\n'), says: 'no command' },
  { code: 'CATALOG_MISSING_KEY', text: twoServices('network:\n  - ▶from: api\n'), says: 'network[0].to is missing' },
  { code: 'CATALOG_MISSING_KEY', text: inService('port: 8001\n    ▶ingress: {}'), says: 'ingress.host' },
  {
    code: 'CATALOG_WRONG_TYPE',
    text: inService('port: ▶"8080"\n    health: { readiness: /readyz }'),
    says: 'a port number from 1 to 65535, not "8080"',
  },
  { code: 'CATALOG_WRONG_TYPE', text: inService('stop: { grace: ▶30 }'), says: 'a duration such as `250ms`, `30s`' },
  {
    code: 'CATALOG_WRONG_TYPE',
    text: inServices('  api: ▶5\n  web: { run: b, dependsOn: [api] }\n'),
    says: 'services.api must be a mapping, not the number 5',
  },
  { code: 'CATALOG_WRONG_TYPE', text: inService('env: { ▶A: }'), says: 'not nothing' },
  { code: 'CATALOG_WRONG_TYPE', text: '▶- a\n- b\n', says: 'the file must be a mapping, not a list' },
  {
    code: 'CATALOG_WRONG_TYPE',
    text: inServices('  api: { run: ▶[node, main.js] }\n'),
    says: 'a command, or a mapping',
  },
  { code: 'CATALOG_WRONG_TYPE', text: inService('port: 8001\n    listens: ▶5000'), says: 'a mapping with `fixed`' },
  {
    code: 'CATALOG_WRONG_TYPE',
    text: `secrets: { KEY: { generate: 32 } }\n${inService('secrets: ▶KEY')}`,
    says: 'a list of names',
  },
  {
    code: 'CATALOG_UNKNOWN_KEY',
    text: `secrets: { KEY: { generate: 32 } }\n${inService('▶secret: [KEY]')}`,
    says: '`secrets`',
  },
  { code: 'CATALOG_BAD_VALUE', text: inService('resources: { memory: ▶256MB }'), says: 'a size such as `256Mi`' },
  { code: 'CATALOG_BAD_VALUE', text: inService('resources: { memory: ▶256 }'), says: 'at least 1Mi' },
  { code: 'CATALOG_BAD_VALUE', text: inService('resources: { cpu: ▶half }'), says: '`500m`' },
  { code: 'CATALOG_BAD_VALUE', text: inService('stop: { grace: ▶30 seconds }'), says: '`30s`' },
  {
    code: 'CATALOG_BAD_VALUE',
    text: `notify: { webhooks: [{ name: a, url: ▶"http://[nowhere" }] }\n${inService('')}`,
    says: 'a URL that starts with http://',
  },
  {
    code: 'CATALOG_BAD_VALUE',
    text: `notify: { email: { to: [a@b.c], from: d@e.f, smarthost: ▶"mail:65536" } }\n${inService('')}`,
    says: '`mail.example.com:587`',
  },
  {
    code: 'CATALOG_BAD_VALUE',
    text: `monitoring: { dashboards: ▶grafana.example }\n${inService('')}`,
    says: 'a URL that starts with http://',
  },
  { code: 'CATALOG_BAD_VALUE', text: inService('port: ▶65536'), says: 'from 1 to 65535, not the number 65536' },
  { code: 'CATALOG_BAD_VALUE', text: inService('tier: ▶4'), says: 'one of `1`, `2`, `3`' },
  { code: 'CATALOG_BAD_VALUE', text: inService('port: 8001\n    metrics: ▶metrics'), says: 'starts with `/`' },
  {
    code: 'CATALOG_BAD_VALUE',
    text: inService('port: 8001\n    ingress: { host: ▶"http://shop.localhost" }'),
    says: 'without scheme',
  },
  { code: 'CATALOG_BAD_VALUE', text: `apiVersion: ▶nines.dev/v2\n${inService('')}`, says: '`nines.dev/v1`' },
  {
    code: 'CATALOG_BAD_VALUE',
    text: 'metadata: { name: ▶My Shop }\nservices: { api: { run: a } }\n',
    says: 'DNS label',
  },
  { code: 'CATALOG_BAD_VALUE', text: inServices('  api: { run: a, replicas: ▶0 }\n'), says: 'whole number from 1' },
  { code: 'CATALOG_BAD_NAME', text: inServices('  ▶Api: { run: a }\n'), says: 'lower-case' },
  { code: 'CATALOG_BAD_NAME', text: inService('env: { ▶API-URL: x }'), says: 'underscores' },
  { code: 'CATALOG_RESERVED_NAME', text: inServices('  ▶ingress: { run: a }\n'), says: 'choose another' },
  { code: 'CATALOG_RESERVED_NAME', text: inService('env: { ▶NINES_SLOT: x }'), says: 'NINES_' },
  { code: 'CATALOG_RUN_AND_ENGINE', text: inEngine('▶run: postgres'), says: 'both' },
  {
    code: 'CATALOG_KEY_NOT_ALLOWED',
    text: inEngine('▶ingress: { host: db.localhost }'),
    says: 'ingress does not apply to db',
  },
  { code: 'CATALOG_KEY_NOT_ALLOWED', text: inService('▶storage: 1Gi'), says: 'for engines' },
  { code: 'CATALOG_ENGINE_VERSION', text: inEngine('version: ▶9'), says: 'versions: 18' },
  { code: 'CATALOG_ENGINE_REPLICAS', text: inEngine('replicas: ▶2'), says: 'one instance, not 2' },
  {
    code: 'CATALOG_DUPLICATE_PORT',
    text: inServices('  api: { run: a, port: 8001 }\n  web: { run: b, port: ▶8001 }\n'),
    says: 'taken by api.port',
  },
  { code: 'CATALOG_DUPLICATE_PORT', text: inService('port: ▶8000'), says: 'taken by ingress.http' },
  {
    code: 'CATALOG_DUPLICATE_PORT',
    text: inServices('  api: { run: a, port: 5000 }\n  web: { run: b, port: 8002, listens: { fixed: ▶5000 } }\n'),
    says: 'web.listens.fixed',
  },
  {
    code: 'CATALOG_DUPLICATE_PORT',
    text: inServices('  a-db: { engine: postgres }\n  ▶b-db: { engine: postgres }\n'),
    says: 'port 5432 of b-db.port',
  },
  { code: 'CATALOG_PRIVILEGED_PORT', text: inService('port: ▶80'), says: 'CAP_NET_BIND_SERVICE' },
  {
    code: 'CATALOG_FIXED_PORT_IS_STABLE',
    text: inService('port: ▶5000\n    listens: { fixed: 5000 }'),
    says: 'another number',
  },
  {
    code: 'CATALOG_FIXED_PORT_REPLICAS',
    text: inService('port: 8001\n    listens: { fixed: 5000 }\n    replicas: ▶2'),
    says: 'only one instance',
  },
  { code: 'CATALOG_PORT_REQUIRED', text: inService('▶metrics: /metrics'), says: 'metrics but no port' },
  {
    code: 'CATALOG_PORT_REQUIRED',
    text: inServices('  api: { run: a }\n  web: { run: b }\nnetwork: [{ from: web, to: ▶api }]\n'),
    says: 'nothing can talk to it',
  },
  { code: 'CATALOG_PROBE_WITHOUT_PORT', text: inService('health: { readiness: ▶/readyz }'), says: 'no port to ask' },
  {
    code: 'CATALOG_PROBE_TARGET',
    text: inService('port: 8001\n    health: { liveness: ▶{ http: /, tcp: true } }'),
    says: 'http and tcp at once',
  },
  {
    code: 'CATALOG_PROBE_TARGET',
    text: inService('port: 8001\n    health: { liveness: ▶{ period: 5s } }'),
    says: 'asks nothing',
  },
  {
    code: 'CATALOG_REPLICAS_MIN_MAX',
    text: inService('replicas: { min: ▶4, max: 2 }'),
    says: 'min 4 is more than max 2',
  },
  {
    code: 'CATALOG_REPLICAS_MIN_MAX',
    text: `${inService('')}defaults: { replicas: { min: ▶4, max: 2 } }\n`,
    says: 'raise',
  },
  {
    code: 'CATALOG_LIMIT_BELOW_REQUEST',
    text: inService('resources: { memory: 256Mi, limits: { memory: ▶128Mi } }'),
    says: '128Mi is below the 256Mi',
  },
  {
    code: 'CATALOG_RESTART_RANGE',
    text: inService('restart: { initial: ▶1m, cap: 30s }'),
    says: '1m, is longer than the longest, 30s',
  },
  {
    code: 'CATALOG_DUPLICATE_ROUTE',
    text: inServices(
      '  api: { run: a, port: 8001, ingress: { host: a.localhost } }\n  web: { run: b, port: 8002, ingress: { host: ▶A.localhost } }\n',
    ),
    says: 'already leads to api',
  },
  {
    code: 'CATALOG_DUPLICATE_ROUTE',
    text: inService('port: 8001\n    ingress: { host: a.b, paths: [/up, ▶/up/] }'),
    says: 'twice',
  },
  {
    code: 'CATALOG_INGRESS_NOT_HTTP',
    text: inService('port: 8001\n    protocol: tcp\n    ▶ingress: { host: a.b }'),
    says: 'HTTP only',
  },
  {
    code: 'CATALOG_INGRESS_WITHOUT_HOST',
    text: twoServices('network: [{ from: ingress, to: [▶api] }]\n'),
    says: 'no host leads there',
  },
  { code: 'CATALOG_UNKNOWN_SERVICE', text: inService('dependsOn: [▶apo]'), says: 'did you mean `api`?' },
  {
    code: 'CATALOG_UNKNOWN_SERVICE',
    text: twoServices('network: [{ from: ▶wbe, to: api }]\n'),
    says: 'did you mean `web`?',
  },
  {
    code: 'CATALOG_UNKNOWN_SERVICE',
    text: twoServices('network: [{ from: api, to: ▶ingress }]\n'),
    says: 'never called',
  },
  {
    code: 'CATALOG_UNKNOWN_SERVICE',
    text: inService("env: { URL: 'http://▶${services.ap.host}/' }"),
    says: 'did you mean `api`?',
  },
  {
    code: 'CATALOG_CYCLE',
    text: inServices(
      '  a: { run: a, dependsOn: [▶b] }\n  b: { run: b, dependsOn: [c] }\n  c: { run: c, dependsOn: [a] }\n',
    ),
    says: 'a -> b -> c -> a',
  },
  { code: 'CATALOG_CYCLE', text: inServices('  a: { run: a, dependsOn: [▶a] }\n'), says: 'a -> a' },
  {
    code: 'CATALOG_BAD_REFERENCE',
    text: inService('port: 8001\n    env: { A: "▶${PORT}" }'),
    says: 'did you mean ${port}?',
  },
  {
    code: 'CATALOG_BAD_REFERENCE',
    text: inService('env: { A: "x\\ty ▶${HOME}" }'),
    says: 'write $${HOME} to leave it to the program',
  },
  {
    code: 'CATALOG_BAD_REFERENCE',
    text: inService('env:\n      A: |\n        first\n        $${kept} ▶${services.api.urls}'),
    says: 'refers to nothing',
  },
  { code: 'CATALOG_BAD_REFERENCE', text: inService('env: { A: "▶${port}" }'), says: 'api has no port' },
  { code: 'CATALOG_BAD_REFERENCE', text: inService('env: { A: "▶${secrets.KEY}" }'), says: 'no secret KEY' },
  {
    code: 'CATALOG_BAD_REFERENCE',
    text: inService('port: 8001\n    env: { A: "${port} ▶${port" }'),
    says: 'never closed',
  },
  {
    code: 'CATALOG_SECRET_IN_COMMAND',
    text: inServices('  db: { engine: postgres }\n  api: { run: "a --db ▶${services.db.url}" }\n'),
    says: 'holds a password',
  },
  {
    code: 'CATALOG_SECRET_IN_COMMAND',
    text: `secrets: { KEY: { generate: 32 } }\n${inServices('  api: { run: "a ▶${secrets.KEY}" }\n')}`,
    says: 'every user of the machine',
  },
  { code: 'CATALOG_SECRET_SOURCE', text: `secrets: { ▶KEY: {} }\n${inService('secrets: [KEY]')}`, says: 'no source' },
  {
    code: 'CATALOG_SECRET_SOURCE',
    text: `secrets: { ▶KEY: { generate: 32, env: KEY } }\n${inService('secrets: [KEY]')}`,
    says: '2 sources',
  },
  { code: 'CATALOG_SECRET_UNPROVIDED', text: inService('secrets: [▶KEY]'), says: 'secrets: { KEY: { generate: 32 } }' },
  {
    code: 'CATALOG_SECRET_UNPROVIDED',
    text: `secrets: { KEY: { env: ▶SHOP_KEY } }\n${inService('secrets: [KEY]')}`,
    machine: { variables: { SHOP_KEY: '' } },
    says: 'SHOP_KEY is not set',
  },
  {
    code: 'CATALOG_SECRET_UNPROVIDED',
    text: `secrets: { KEY: { file: ▶key.txt } }\n${inService('secrets: [KEY]')}`,
    machine: { missingFiles: ['/shop/key.txt'] },
    says: 'no file key.txt',
  },
  {
    code: 'CATALOG_SECRET_UNUSED',
    text: `secrets: { ▶KEY: { generate: 32 } }\n${inService('')}`,
    says: 'no service uses',
  },
  {
    code: 'CATALOG_ENV_SHADOWS_SECRET',
    text: `secrets: { KEY: { generate: 32 } }\n${inService('secrets: [KEY]\n    env: { ▶KEY: x }')}`,
    says: 'keep one',
  },
  {
    code: 'CATALOG_ENV_SHADOWS_PORT',
    text: inService('port: 8001\n    env: { ▶PORT: 3000 }'),
    says: 'listens: { fixed: PORT }',
  },
  {
    code: 'CATALOG_PLAIN_CREDENTIALS',
    text: inService('env: { DB: ▶"postgres://me:hunter2@db/x" }'),
    says: '${secrets.NAME}',
  },
  {
    code: 'CATALOG_DIRECTORY_NOT_FOUND',
    text: inServices('  api: { run: { command: nope, cwd: ▶gone } }\n'),
    machine: { missingDirectories: ['/shop/gone'], missingCommands: ['nope'] },
    says: 'gone, which is no folder',
  },
  {
    code: 'CATALOG_COMMAND_NOT_FOUND',
    text: inServices('  api: { run: ▶nope --port 1 }\n'),
    machine: { missingCommands: ['nope'] },
    says: 'no command nope',
  },
  {
    code: 'CATALOG_COMMAND_NOT_FOUND',
    text: inService('health: { liveness: { exec: ▶./check } }'),
    machine: { missingCommands: ['./check'] },
    says: 'starts from `cwd`',
  },
  { code: 'CATALOG_BAD_COMMAND', text: inServices(`  api: { run: ▶"node 'main.js" }\n`), says: 'never closed' },
  {
    code: 'CATALOG_COMMAND_NEEDS_SHELL',
    text: inServices('  api: { run: ▶DEBUG=1 node main.js }\n'),
    says: 'DEBUG=1 is for a shell',
  },
  {
    code: 'CATALOG_COMMAND_NEEDS_SHELL',
    text: inServices('  api: { run: ▶npm ci && npm start }\n'),
    says: 'shell: true',
  },
  {
    code: 'CATALOG_RUNBOOK_NOT_FOUND',
    text: inService('runbook: ▶api.md'),
    machine: { missingFiles: ['/shop/api.md'] },
    says: 'not there',
  },
  {
    code: 'CATALOG_RUNBOOK_NOT_FOUND',
    text: `monitoring: { runbooks: ▶docs/runbooks }\n${inService('')}`,
    machine: { missingDirectories: ['/shop/docs/runbooks'] },
    says: 'lead to docs/runbooks, which is no folder',
  },
  { code: 'CATALOG_NOT_IN_EFFECT', text: `${inService('')}▶oncall: { anything: [goes] }\n`, says: 'oncall is known' },
  { code: 'CATALOG_NOT_IN_EFFECT', text: inService('▶scaling: { cpu: 50% }'), says: 'services.api.scaling' },
  {
    code: 'CATALOG_NOT_IN_EFFECT',
    text: inServices('  api: { run: { command: a, ▶image: shop/api } }\n'),
    says: 'run.image',
  },
  {
    code: 'CATALOG_UNKNOWN_TIMEZONE',
    text: `monitoring: { mute: [{ name: night, from: "22:00", to: "06:00", timezone: ▶Europe/Berlim }] }\n${inService('')}`,
    says: 'IANA',
  },
  {
    code: 'CATALOG_EMPTY_TIME',
    text: `monitoring: { mute: [{ name: night, from: ▶"22:00", to: "22:00" }] }\n${inService('')}`,
    says: 'a whole day',
  },
  {
    code: 'CATALOG_DUPLICATE_NAME',
    text: `notify: { webhooks: [{ name: a, url: "http://a" }, { name: ▶a, url: "http://b" }] }\n${inService('')}`,
    says: 'twice',
  },
  {
    code: 'CATALOG_SECRET_UNPROVIDED',
    text: `notify: { slack: { channel: "#sre", token: { secret: ▶SLACK_TOKEN } } }\n${inService('')}`,
    says: 'SLACK_TOKEN',
  },
  {
    code: 'CATALOG_TRY_OUTLASTS_TIMEOUT',
    text: inService('port: 8001\n    traffic: { timeout: 1s, perTryTimeout: ▶2s }'),
    says: 'longer than all together',
  },
  {
    code: 'CATALOG_DUPLICATE_PORT',
    text: `monitoring: { ports: { prometheus: 9090, alertmanager: 9093 } }\n${inService('port: ▶9090')}`,
    says: 'api.port',
  },
  { code: 'CATALOG_RESERVED_NAME', text: inServices('  ▶nines-web: { run: a }\n'), says: 'nines-web' },
  ...OBJECTIVE_FAULTS,
  ...CHANNEL_FAULTS,
];

const WARNINGS = new Set([
  'CATALOG_PRIVILEGED_PORT',
  'CATALOG_INGRESS_WITHOUT_HOST',
  'CATALOG_SECRET_UNUSED',
  'CATALOG_PLAIN_CREDENTIALS',
  'CATALOG_COMMAND_NEEDS_SHELL',
  'CATALOG_RUNBOOK_NOT_FOUND',
  'CATALOG_NOT_IN_EFFECT',
  'CATALOG_INCLUDE_FINDS_NOTHING',
  'CATALOG_OBJECTIVES_UNMEASURED',
  'CATALOG_ROUTE_UNMATCHED',
  'CATALOG_CHANNEL_UNUSED',
  'CATALOG_CHANNEL_INCOMPLETE',
  'CATALOG_INTAKE_ENDLESS',
]);

/** Found by `readCatalog` before there is a text; see read-catalog.test.ts. */
const OF_THE_FILE = ['CATALOG_NOT_FOUND', 'CATALOG_UNREADABLE', 'CATALOG_TOO_LARGE', 'CATALOG_NOT_TEXT'];

describe('a fault is found once, at its place, and sets off nothing else', () => {
  test.for(EXAMPLES)('$code: $says', ({ code, text, machine, says }) => {
    const { line, column, clean } = marked(text);
    const { catalog, diagnostics } = loadCatalog('/shop/nines.yaml', clean, fakeEnvironment(machine));
    const severity = WARNINGS.has(code) ? 'warning' : 'error';
    const places = diagnostics.map((each) => `${each.line}:${each.column} ${each.severity} ${each.code}`);
    expect(places, JSON.stringify(diagnostics)).toEqual([`${line}:${column} ${severity} ${code}`]);
    expect(`${diagnostics[0]?.message} (${diagnostics[0]?.hint})`).toContain(says);
    expect(catalog === undefined).toBe(severity === 'error');
  });
});

test('every code in the source has an example', () => {
  const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(`${import.meta.dirname}/${name}`, 'utf8'));
  const codes = new Set(sources.flatMap((source) => source.match(/\bCATALOG_[A-Z_]+\b/g) ?? []));
  const shown = new Set([...EXAMPLES.map(({ code }) => code), ...OF_THE_FILE]);
  expect([...codes].sort()).toEqual([...shown].sort());
});

function marked(text: string): { line: number; column: number; clean: string } {
  const before = text.slice(0, text.indexOf('▶')).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1, clean: text.replace('▶', '') };
}
