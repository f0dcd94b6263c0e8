/** Requests of all kinds over every route that an OpenAPI document tells of: fitting ones, and broken ones. */

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly minimum?: number;
}

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema?: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: Schema }>> };
}

/** As far as it is read. */
export interface FuzzedDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, unknown>> };
}

export interface FuzzedRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface FuzzedAnswer {
  readonly status: number;
  readonly text: string;
}

/** What no problem may tell: places in code, paths of this machine, statements and complaints of the database. */
const LEAKS =
  /\.[cm]?[jt]s:\d|node:internal|node_modules|\bselect\b.+\bfrom\b|\binsert into\b|syntax error at|relation "|violates |pg_|ECONNREFUSED|ENOENT|\/(?:tmp|home|root|var)\/|TypeError|undefined \(reading/i;

const NASTY_TEXTS: readonly string[] = [
  '',
  ' ',
  "' or 1=1 --",
  '"; drop table users; --',
  '\0',
  'a\0b',
  '\ud800',
  '🦊'.repeat(50),
  '__proto__',
  'constructor',
  'toString',
  '../../../../etc/passwd',
  '%00',
  '<script>alert(1)</script>',
  '${7*7}',
  'x'.repeat(5_000),
  '-1',
  '1e999',
  '99999999999999999999',
  'null',
  '2026-13-45T99:99:99Z',
  '\r\nset-cookie: a=b',
];

const NASTY_BODIES: readonly string[] = [
  '',
  '{',
  'null',
  '[]',
  '"text"',
  '0',
  '{"__proto__":{"role":"administrator"}}',
  '{"constructor":{"prototype":{"role":"administrator"}}}',
  `{"a":${'['.repeat(2_000)}${']'.repeat(2_000)}}`,
  '{"a":1,"a":2}',
  '\ufeff{}',
  'x'.repeat(10_000),
];

const METHODS = new Set(['get', 'post', 'put', 'patch', 'delete']);

/** The same for the same seed. */
export class ApiFuzz {
  readonly #operations: readonly { readonly method: string; readonly path: string; readonly operation: Operation }[];
  readonly #schemas: Readonly<Record<string, unknown>>;
  #state: number;

  /** @param skip - paths that are not asked for: streams that do not end */
  constructor(document: FuzzedDocument, seed: number, skip: (path: string) => boolean = () => false) {
    this.#schemas = document.components?.schemas ?? {};
    this.#state = seed;
    this.#operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([method]) => METHODS.has(method) && !skip(path))
        .map(([method, operation]) => ({ method, path, operation: operation as Operation })),
    );
  }

  get operationCount(): number {
    return this.#operations.length;
  }

  /** @param credentials - headers of those who may ask, in all the ways that there are */
  next(credentials: readonly Readonly<Record<string, string>>[]): FuzzedRequest {
    const { method, operation, path } = this.#pick(this.#operations);
    const parameters = operation.parameters ?? [];
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
      const schema = parameters.find((parameter) => parameter.name === name)?.schema;
      return encoded(this.#chance(0.6) ? this.#pick(['1', 'ada', 'web', 'errors']) : String(this.#value(schema, 1)));
    });
    const query = parameters
      .filter((parameter) => parameter.in === 'query' && this.#chance(0.6))
      .map(({ name, schema }) => `${name}=${encoded(String(this.#value(schema, 0.3)))}`);
    if (this.#chance(0.05)) query.push(this.#pick(['__proto__=1', 'a[b]=c', 'limit=1&limit=2', '%zz', '=', '&&']));
    const body = this.#body(operation);
    return {
      method: this.#chance(0.03) ? this.#pick(['PUT', 'PATCH', 'DELETE', 'POST', 'OPTIONS']) : method.toUpperCase(),
      path: query.length === 0 ? filled : `${filled}?${query.join('&')}`,
      headers: { ...this.#headers(body !== undefined), ...this.#pick(credentials) },
      ...(body !== undefined && { body }),
    };
  }

  #body({ requestBody }: Operation): string | undefined {
    if (requestBody === undefined) return this.#chance(0.05) ? this.#pick(NASTY_BODIES) : undefined;
    if (this.#chance(0.15)) return this.#pick(NASTY_BODIES);
    const schema = Object.values(requestBody.content)[0]?.schema;
    return JSON.stringify(this.#value(schema, this.#chance(0.5) ? 0 : 0.2));
  }

  #headers(hasBody: boolean): Record<string, string> {
    const types = ['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=utf-16', 'x'];
    return {
      host: 'localhost',
      ...(hasBody && { 'content-type': this.#chance(0.95) ? 'application/json' : this.#pick(types) }),
      ...(this.#chance(0.1) && { 'idempotency-key': this.#pick(['k1', 'k2', 'a b', 'é', 'k'.repeat(300)]) }),
      ...(this.#chance(0.05) && { 'if-none-match': this.#pick(['*', 'W/"x"', '"', 'x'.repeat(1_000)]) }),
      ...(this.#chance(0.02) && { 'x-forwarded-for': '203.0.113.1', 'x-forwarded-proto': 'https' }),
      ...(this.#chance(0.02) && { 'x-http-method-override': 'DELETE' }),
      ...(this.#chance(0.02) && { 'last-event-id': this.#pick(['-1', 'x', '9'.repeat(40)]) }),
    };
  }

  /** @param wrong - how likely each part of it does not fit, 0-1 */
  #value(schema: Schema | undefined, wrong: number, depth = 0): unknown {
    if (depth > 8) return null;
    if (schema === undefined || this.#chance(wrong)) return this.#wrong();
    const { $ref } = schema;
    if ($ref !== undefined) return this.#value(this.#schemas[$ref.split('/').at(-1) ?? ''] as Schema, wrong, depth + 1);
    if (schema.const !== undefined) return schema.const;
    if (schema.enum !== undefined) return this.#pick(schema.enum);
    const choices = schema.anyOf ?? schema.oneOf;
    if (choices !== undefined) return this.#value(this.#pick(choices), wrong, depth + 1);
    const type = typeof schema.type === 'object' ? this.#pick(schema.type) : schema.type;
    switch (type) {
      case 'object': {
        const properties = Object.entries(schema.properties ?? {}).filter(() => !this.#chance(wrong / 2));
        const extra = this.#chance(wrong) ? [[this.#pick(NASTY_TEXTS), 1]] : [];
        const values = properties.map(([name, each]) => [name, this.#value(each, wrong, depth + 1)]);
        return Object.fromEntries([...values, ...extra] as [string, unknown][]);
      }
      case 'array':
        return Array.from({ length: this.#below(3) }, () => this.#value(schema.items, wrong, depth + 1));
      case 'integer':
      case 'number':
        return (schema.minimum ?? 0) + this.#below(5);
      case 'boolean':
        return this.#chance(0.5);
      case 'null':
        return null;
      default:
        return this.#text(schema);
    }
  }

  #text({ format }: Schema): string {
    if (format === 'date-time') return '2026-01-01T00:00:00.000Z';
    if (format === 'date') return '2026-01-01';
    if (format === 'uri') return 'https://example.com/';
    return this.#pick(['ada', 'web', 'errors', 'critical', 'a sentence of some words', '1']);
  }

  #wrong(): unknown {
    const others = [null, true, -1, 1.5, 1e308, [], {}, [[]], { a: { b: 1 } }];
    return this.#chance(0.7) ? this.#pick(NASTY_TEXTS) : this.#pick(others);
  }

  #pick<T>(from: readonly T[]): T {
    return from[this.#below(from.length)] as T;
  }

  #chance(probability: number): boolean {
    return this.#random() < probability;
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  /** Mulberry32: small, and the same everywhere. */
  #random(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
}

/** What is wrong with an answer; undefined where nothing is. */
export function complaintAbout({ method, path }: FuzzedRequest, { status, text }: FuzzedAnswer): string | undefined {
  const what = `${method} ${path.slice(0, 200)}: ${status}`;
  if (status === 500) return `${what} ${text.slice(0, 300)}`;
  if (status < 400) return undefined;
  const leak = LEAKS.exec(text)?.[0];
  if (leak !== undefined) return `${what} tells ${JSON.stringify(leak)}: ${text.slice(0, 300)}`;
  const isProblem = text === '' || /"code":"[A-Z]+(?:_[A-Z]+)+"/.test(text);
  return isProblem ? undefined : `${what} is no problem document: ${text.slice(0, 300)}`;
}

function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
