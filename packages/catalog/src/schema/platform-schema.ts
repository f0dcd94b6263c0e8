/** The whole of a `nines.yaml`: one schema gives the types, the defaults, the checks and the editor's help. */
import { z } from 'zod';
import { laterOfDefaults, laterOfPlatform } from './later.ts';
import { DNS_LABEL, ENVIRONMENT_NAME, integer, listOf, mapping, named, oneOf, port, text, textOf } from './scalars.ts';
import { incidents } from './incidents-schema.ts';
import { monitoring } from './monitoring-schema.ts';
import { notify } from './notify-schema.ts';
import { sla, slo } from './slo-schema.ts';
import { alerts, replicas, resources, restart, service, stop, traffic } from './service-schema.ts';

const API_VERSION = 'nines.dev/v1';
const SERVICE_NAME = 'Name of the service: a lower-case DNS label.';

const secret = mapping({
  generate: integer(16, 1_024, 'a number of bytes from 16 to 1024')
    .optional()
    .meta({ description: 'Made up on first start from this many random bytes, then kept.' }),
  env: textOf(ENVIRONMENT_NAME, 'the name of an environment variable')
    .optional()
    .meta({ description: 'Taken from this environment variable.' }),
  file: text('the path of a file')
    .optional()
    .meta({ description: 'Taken from this file, from the folder of this one.' }),
}).meta({
  description: 'Where the value of a secret comes from. The value itself never stands here.',
  oneOf: [{ required: ['generate'] }, { required: ['env'] }, { required: ['file'] }],
});

const names = z.union([text('a service'), listOf(text('a service'), 'a list of services')], {
  error: 'a service or a list of services',
});

const networkRule = mapping({
  from: names.meta({ description: 'Who calls: services, or `ingress` for the outside.' }),
  to: names.meta({ description: 'Who is called.' }),
});

export const platform = mapping({
  apiVersion: oneOf([API_VERSION]).prefault(API_VERSION).meta({ description: 'Version of this format.' }),
  kind: oneOf(['Platform']).prefault('Platform').meta({ description: 'What the file describes.' }),
  metadata: mapping({
    name: textOf(DNS_LABEL, 'a lower-case DNS label such as `talent`').meta({ description: 'Name of the platform.' }),
  }).meta({ description: 'What the platform is called.' }),
  ingress: mapping({
    http: port().prefault(8_000).meta({ description: 'Port of the door for outside traffic.' }),
    https: port().prefault(8_443).meta({ description: 'Port of the HTTPS door; open where a service asks for TLS.' }),
  })
    .prefault({})
    .meta({ description: 'The doors for outside traffic.' }),
  secrets: named(ENVIRONMENT_NAME, 'Name of the secret and of its environment variable.', secret)
    .prefault({})
    .meta({ description: 'Where secrets come from.' }),
  defaults: mapping({
    replicas: replicas.optional(),
    resources: resources.optional(),
    restart: restart.optional(),
    stop: stop.optional(),
    alerts: alerts.optional(),
    traffic: traffic.optional(),
    ...laterOfDefaults,
  })
    .prefault({})
    .meta({ description: 'Merged into every service; engines have their own.' }),
  services: named(DNS_LABEL, SERVICE_NAME, service).meta({ description: 'Services and engines by name.' }),
  network: listOf(networkRule, 'a list of `{ from, to }`')
    .prefault([])
    .meta({ description: 'Who may talk to whom, beside `dependsOn`, `ingress` and references.' }),
  monitoring: monitoring.prefault({}).meta({ description: 'How the platform is watched.' }),
  notify: notify.prefault({}).meta({ description: 'Who is told of incidents, and of alerts about Nines itself.' }),
  incidents: incidents.prefault({}).meta({ description: 'How alerts become incidents, and where they come from.' }),
  slo: slo.prefault({}).meta({ description: 'What is said of all objectives together.' }),
  sla: sla.prefault([]).meta({ description: 'What customers are owed for broken promises.' }),
  ...laterOfPlatform,
});

/** The file as written, units parsed, defaults not merged yet. */
export type PlatformInput = z.output<typeof platform>;
export type SecretInput = PlatformInput['secrets'][string];
