/** The blackbox exporter's modules: what counts as a good answer. */
import type { Catalog } from '@nines/catalog';
import { blackboxProbes, HTTP_200, HTTP_2XX, HTTP_ANSWERS, ingressModule, TCP_CONNECT } from './probes.ts';

export interface BlackboxOptions {
  /**
   * Value of the `nines-declared` header: says that no person asks. It expires, so the file is written anew, and the
   * exporter told to reload it, well before that. Undefined: probes are counted as users.
   */
  readonly probeMark?: string;
  /** Absolute path of the certificate of the local authority that signs the ingress' certificates. */
  readonly certificateAuthorityFile: string;
}

/** The document of blackbox.yml. It holds the mark: mode 0600. */
export interface BlackboxConfiguration {
  readonly modules: Readonly<Record<string, BlackboxModule>>;
}

/** @see blackbox_exporter 0.23, CONFIGURATION.md, "Module", "http_probe", "tcp_probe" */
export type BlackboxModule =
  { readonly prober: 'http'; readonly http: HttpProbe } | { readonly prober: 'tcp'; readonly tcp: TcpProbe };

interface TcpProbe {
  readonly preferred_ip_protocol: 'ip4';
}

interface HttpProbe extends TcpProbe {
  readonly follow_redirects: false;
  /** Empty: 2xx. */
  readonly valid_status_codes: readonly number[];
  readonly headers: Readonly<Record<string, string>>;
  readonly fail_if_not_ssl?: boolean;
  readonly tls_config?: { readonly ca_file: string; readonly server_name: string };
}

const DECLARED_HEADER = 'nines-declared';

/** Whatever is not the fault of who answers. */
const BELOW_500: readonly number[] = Array.from({ length: 300 }, (_, index) => 200 + index);

/** The configuration for every probe of `blackboxProbes`. Pure; the same input gives the same document. */
export function blackboxConfiguration(catalog: Catalog, options: BlackboxOptions): BlackboxConfiguration {
  const headers = options.probeMark === undefined ? {} : { [DECLARED_HEADER]: options.probeMark };
  const hosts = catalog.services.flatMap(({ ingress }) => (ingress?.tls === true ? [ingress.host] : []));
  const modules: BlackboxConfiguration['modules'] = {
    [HTTP_200]: httpModule({ headers, valid_status_codes: [200] }),
    [HTTP_2XX]: httpModule({ headers }),
    [HTTP_ANSWERS]: httpModule({ headers, valid_status_codes: BELOW_500 }),
    [TCP_CONNECT]: { prober: 'tcp', tcp: { preferred_ip_protocol: 'ip4' } },
    ...Object.fromEntries(hosts.map((host) => [ingressModule(host), ingressProbe(host, headers, options)])),
  };
  const used = modulesInUse(catalog);
  return { modules: Object.fromEntries(Object.entries(modules).filter(([name]) => used.has(name))) };
}

/** As if one instance of each service were wanted. */
function modulesInUse(catalog: Catalog): ReadonlySet<string> {
  const slots = catalog.services.map(({ name }) => ({ service: name, slot: `${name}-0`, port: 1 }));
  return new Set(blackboxProbes(catalog, slots).map(({ module }) => module));
}

function ingressProbe(
  host: string,
  headers: Readonly<Record<string, string>>,
  { certificateAuthorityFile }: BlackboxOptions,
): BlackboxModule {
  return httpModule({
    headers: { ...headers, Host: host },
    valid_status_codes: BELOW_500,
    fail_if_not_ssl: true,
    tls_config: { ca_file: certificateAuthorityFile, server_name: host },
  });
}

function httpModule(http: Partial<HttpProbe>): BlackboxModule {
  return {
    prober: 'http',
    http: { preferred_ip_protocol: 'ip4', follow_redirects: false, valid_status_codes: [], headers: {}, ...http },
  };
}
