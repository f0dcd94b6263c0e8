/** What may stand under `services.NAME`. */
import { z } from 'zod';
import { laterOfRun, laterOfService } from './later.ts';
import { slos } from './objective-schema.ts';
import {
  cpu,
  duration,
  ENVIRONMENT_NAME,
  flag,
  hostName,
  integer,
  listOf,
  mapping,
  named,
  oneOf,
  port,
  share,
  size,
  text,
  urlPath,
} from './scalars.ts';

const command = text('a command such as `node src/main.ts`');

const run = z.union(
  [
    command,
    mapping({
      command: command.optional().meta({
        description: 'Program and arguments, split into words without a shell. May hold `${…}` references.',
        examples: ['node src/main.ts', '/usr/bin/python3 main.py --port ${port}'],
      }),
      cwd: text('a directory').prefault('.').meta({ description: 'Working directory, from the folder of this file.' }),
      shell: flag().prefault(false).meta({ description: 'Hand the command to `/bin/sh -c`.' }),
      ...laterOfRun,
    }),
  ],
  { error: 'a command, or a mapping with `command`' },
);

const probeTiming = {
  period: duration().optional().meta({ description: 'Time between two probes. Liveness 10s, others 1s.' }),
  timeout: duration().optional().meta({ description: 'How long an answer may take. Default 1s.' }),
  failures: integer(1, 1_000, 'a whole number from 1 to 1000')
    .optional()
    .meta({ description: 'Misses in a row that count. Startup 60, others 3.' }),
};

const probe = z.union(
  [
    urlPath(),
    mapping({
      http: urlPath().optional().meta({ description: 'GET this path; 200 to 399 is success.' }),
      tcp: z.literal(true, { error: '`true`' }).optional().meta({ description: 'Connecting is success.' }),
      exec: text('a command')
        .optional()
        .meta({ description: 'Run this in the working directory; exit code 0 is success.' }),
      ...probeTiming,
    }),
  ],
  { error: 'a path such as `/livez`, or one of `{ http: /livez }`, `{ tcp: true }`, `{ exec: COMMAND }`' },
);

const health = mapping({
  startup: probe.optional().meta({ description: 'Until it succeeds once, the others wait. Default: as readiness.' }),
  liveness: probe.optional().meta({ description: 'Failing means stuck: the instance is restarted.' }),
  readiness: probe
    .optional()
    .meta({ description: 'Failing means no traffic. Default: the port accepts a connection.' }),
}).meta({ description: 'How Nines asks an instance how it is.' });

const count = integer(1, 1_000, 'a whole number from 1 to 1000');
/** 0: off until `nines scale` asks for it. */
const fewest = integer(0, 1_000, 'a whole number from 0 to 1000');

/** Also in `defaults`. */
export const replicas = z
  .union(
    [
      count,
      mapping({
        min: fewest.optional().meta({ description: 'Instances that always run; 0 is off until scaled.' }),
        max: count.optional().meta({ description: 'Instances that may run.' }),
      }),
    ],
    { error: 'a whole number from 1 to 1000, or `{ min, max }`' },
  )
  .meta({ description: 'How many instances. Default 1; engines and `listens: { fixed }` run one.', examples: [2] });

/** Also in `defaults`. */
export const resources = mapping({
  cpu: cpu()
    .optional()
    .meta({ description: 'Cores asked for. Default 100m.', examples: ['500m', 2] }),
  memory: size()
    .optional()
    .meta({ description: 'Memory asked for. Default 128Mi.', examples: ['256Mi', '1Gi'] }),
  limits: mapping({
    cpu: cpu().optional().meta({ description: 'Cores an instance can use. Default: no limit.' }),
    memory: size().optional().meta({ description: 'Memory an instance can use. Default: no limit.' }),
  })
    .optional()
    .meta({ description: 'Enforced where the machine permits.' }),
}).meta({ description: 'What an instance needs and what it may take.' });

/** Also in `defaults`. */
export const restart = mapping({
  initial: duration().optional().meta({ description: 'Bound of the first pause. Default 100ms.' }),
  cap: duration().optional().meta({ description: 'Bound of every pause. Default 30s.' }),
}).meta({ description: 'Pauses between crashes in a row; the bound doubles from `initial` to `cap`.' });

/** Also in `defaults`. */
export const stop = mapping({
  signal: oneOf(['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'])
    .optional()
    .meta({ description: 'Default SIGTERM; engines have their own.' }),
  grace: duration({ zeroAllowed: true }).optional().meta({ description: 'Time until SIGKILL. Default 10s.' }),
}).meta({ description: 'How an instance is asked to end.' });

/** Also in `defaults`. */
export const alerts = mapping({
  requestRate: z
    .number({ error: 'a number of requests per second' })
    .positive({ error: 'more than 0 requests per second' })
    .optional()
    .meta({ description: "Users' requests per second that are worth a ticket. Default: none." }),
  errors: share().optional().meta({ description: 'Share of failed requests that is worth a ticket. Default 1%.' }),
  latency: duration().optional().meta({ description: '95 of 100 requests have to be faster. Default 200ms.' }),
  cpu: share().optional().meta({ description: 'Share of the CPU limit or request. Default 90%.' }),
  memory: share().optional().meta({ description: 'Share of the memory limit or of the machine. Default 90%.' }),
  baseline: flag()
    .optional()
    .meta({ description: "Tell of traffic unlike the same hour's of other days. Default false." }),
}).meta({ description: 'From where on a signal is worth a ticket.' });

/** Also in `defaults`. */
export const traffic = mapping({
  timeout: duration().optional().meta({ description: 'Longest wait for an answer, all tries together. Default 30s.' }),
  perTryTimeout: duration().optional().meta({ description: 'Longest wait for one try. Default 5s.' }),
  retryBudget: share().optional().meta({ description: 'Second tries as a share of requests. Default 20%.' }),
  routes: listOf(
    mapping({
      path: urlPath().meta({ description: 'Path prefix, at segment borders.' }),
      timeout: duration().optional().meta({ description: 'Instead of `timeout` above.' }),
      perTryTimeout: duration().optional().meta({ description: 'Instead of `perTryTimeout` above.' }),
    }),
    'a list of `{ path, timeout }`',
  )
    .optional()
    .meta({ description: 'Other times for some paths.' }),
}).meta({ description: 'How the mesh carries requests here.' });

const ingress = mapping({
  host: hostName().meta({ description: 'Host name that leads here.', examples: ['talent.localhost'] }),
  paths: listOf(urlPath(), 'a list of paths such as `[/uploads]`')
    .optional()
    .meta({ description: 'Path prefixes let through, at segment borders. Default all.' }),
  tls: flag().optional().meta({ description: 'Reached by HTTPS; plain HTTP is redirected. Default false.' }),
}).meta({ description: 'Opens the service to the outside.' });

const nameList = listOf(text('a name'), 'a list of names');

const environment = named(
  ENVIRONMENT_NAME,
  'Name of an environment variable.',
  z.union([z.string(), z.number(), z.boolean()], { error: 'text (write "" for an empty value)' }),
);

export const service = mapping({
  owner: text('the name of a team').optional().meta({ description: 'Team that answers for it.' }),
  tier: oneOf([1, 2, 3]).prefault(2).meta({ description: 'How bad its loss is: 1 pages at once, 3 opens a ticket.' }),
  run: run.optional().meta({ description: 'How an instance is started.' }),
  engine: oneOf(['postgres']).optional().meta({ description: 'Something Nines knows how to run by itself.' }),
  version: integer(1, 1_000, 'a major version such as 18')
    .optional()
    .meta({ description: 'Major version of the engine.' }),
  storage: size().optional().meta({ description: 'Storage an engine asks for. Default 1Gi.' }),
  port: port().optional().meta({ description: 'Stable address of the service, the same however many instances run.' }),
  protocol: oneOf(['http', 'tcp']).optional().meta({ description: 'What travels on the port. Default http.' }),
  listens: mapping({ fixed: port().meta({ description: 'Port that the program always listens on.' }) })
    .optional()
    .meta({ description: 'For a program with its port in its code. Others are given one in `PORT` and `${port}`.' }),
  ingress: ingress.optional(),
  dependsOn: nameList.optional().meta({ description: 'Services that must be ready before this one starts.' }),
  env: environment.optional().meta({ description: 'Environment variables. Values may hold `${…}` references.' }),
  secrets: nameList.optional().meta({ description: 'Secrets handed over as environment variables of the same name.' }),
  health: health.optional(),
  metrics: urlPath().optional().meta({ description: 'Path of Prometheus metrics on the instance port.' }),
  replicas: replicas.optional(),
  resources: resources.optional(),
  restart: restart.optional(),
  stop: stop.optional(),
  alerts: alerts.optional(),
  traffic: traffic.optional(),
  slos: slos.optional().meta({ description: 'How good the service is to be.' }),
  runbook: text('the path of a file').optional().meta({ description: 'What to do when it is in trouble.' }),
  ...laterOfService,
}).meta({
  description: 'A service (`run`) or an engine (`engine`).',
  oneOf: [{ required: ['run'] }, { required: ['engine'] }],
});

/** A service as written, units parsed, defaults not merged yet. */
export type ServiceInput = z.output<typeof service>;
export type ProbeInput = z.output<typeof probe>;
export type ReplicasInput = z.output<typeof replicas>;
export type ResourcesInput = z.output<typeof resources>;
