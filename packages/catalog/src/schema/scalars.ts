/**
 * The smallest pieces of a `nines.yaml`: what each accepts, in words, as a pattern for editors, and as a parser.
 *
 * Convention of all schemas here: the message of an issue is a noun phrase that says what is accepted; for an unknown
 * key it is the list of known ones. `describeIssue` makes sentences of them.
 */
import { parseCpu, parseDuration, parsePercentage, parseSize } from '@nines/kernel';
import { z } from 'zod';

/** Lower-case label of a host name. @see RFC 1123, section 2.1; RFC 1035, section 2.3.1 */
export const DNS_LABEL = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** @see POSIX.1-2024, Base Definitions, section 8.1 "Environment Variable Definition" */
export const ENVIRONMENT_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

const HOST_NAME =
  /^(?=.{1,253}$)[A-Za-z0-9]([-A-Za-z0-9]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([-A-Za-z0-9]{0,61}[A-Za-z0-9])?)*$/;
const URL_PATH = /^\/[^\s?#]*$/;
const HTTP_URL = /^https?:\/\/[^\s/]+\S*$/;
const HOST_AND_PORT = /^[^\s:/]+:\d{1,5}$/;
const MAX_PORT = 65_535;
const DURATION = /^(\d+(\.\d+)?(w|d|h|m|s|ms))+$/;
const SIZE = /^\d+(\.\d+)?([kMGT]|[KMGT]i)?$/;
const CPU = /^\d+(\.\d+)?m?$/;
/** Node's timers take no more than 2^31 ms; nothing here waits longer than a day. */
const MAX_DURATION_MS = 86_400_000;
const LONGEST_MS = 10 * 365 * 86_400_000;
const PERCENTAGE = /^\d+(\.\d+)?%$/;
const DECIMAL_PERCENTAGE = /^\d{1,3}(\.\d{1,12})?%$/;
const MIN_SIZE_BYTES = 2 ** 20;

/** Text of a given form; `accepts` is the noun phrase for messages. */
export function textOf(pattern: RegExp, accepts: string) {
  return z.string({ error: accepts }).regex(pattern, { error: accepts });
}

/** Text of a given form that means something else than itself; `parse` gives undefined for what it does not accept. */
export function parsed<T>(pattern: RegExp, accepts: string, parse: (text: string) => T | undefined) {
  return textOf(pattern, accepts).transform((text, context) => {
    const value = parse(text);
    if (value !== undefined) return value;
    context.issues.push({ code: 'custom', message: accepts, input: text });
    return z.NEVER;
  });
}

/** Milliseconds, whole. */
export function duration(options: { readonly zeroAllowed?: boolean } = {}) {
  const shortestMs = options.zeroAllowed === true ? 0 : 1;
  const least = options.zeroAllowed === true ? '' : 'more than 0s and ';
  const accepts = `a duration such as \`250ms\`, \`30s\` or \`1h30m\`, ${least}at most 24h`;
  return parsed(DURATION, accepts, (text) => {
    const ms = parseDuration(text);
    return ms !== undefined && ms >= shortestMs && ms <= MAX_DURATION_MS ? Math.round(ms) : undefined;
  });
}

/** Milliseconds, whole; nothing waits for it. */
export function longDuration() {
  return parsed(DURATION, 'a duration such as `12h`, `15d` or `52w`, from 1h to ten years', (text) => {
    const ms = parseDuration(text);
    return ms !== undefined && ms >= 3_600_000 && ms <= LONGEST_MS ? Math.round(ms) : undefined;
  });
}

/** Ratio, more than 0 and at most 1. */
export function share() {
  return parsed(PERCENTAGE, 'a share such as `90%`, more than 0% and at most 100%', (text) => {
    const ratio = parsePercentage(text);
    return ratio !== undefined && ratio > 0 && ratio <= 1 ? ratio : undefined;
  });
}

/** The percentage as decimal text, `99.9`: above 0 and below 100, as no fraction in binary is. */
export function percentText() {
  const accepts = 'a percentage such as `99.9%`, more than 0% and below 100%, of at most 12 decimals';
  return parsed(DECIMAL_PERCENTAGE, accepts, (text) => {
    const percent = text.slice(0, -1);
    return Number(percent) > 0 && Number(percent) < 100 ? percent : undefined;
  });
}

/** Bytes. A number is bytes too. */
export function size() {
  const accepts = 'a size such as `256Mi` or `1Gi`, at least 1Mi';
  const inRange = (bytes: number): boolean => bytes >= MIN_SIZE_BYTES && Number.isSafeInteger(bytes);
  const text = parsed(SIZE, accepts, (written) => {
    const bytes = parseSize(written);
    return bytes !== undefined && inRange(bytes) ? bytes : undefined;
  });
  return z.union([text, z.int({ error: accepts }).min(MIN_SIZE_BYTES, { error: accepts })], { error: accepts });
}

/** Cores, to a thousandth. */
export function cpu() {
  const accepts = 'CPU cores such as `500m`, `0.5` or `2`, at least 1m';
  const toMillis = (cores: number): number => Math.round(cores * 1_000) / 1_000;
  const text = parsed(CPU, accepts, (written) => {
    const cores = toMillis(parseCpu(written) ?? 0);
    return cores > 0 && Number.isFinite(cores) ? cores : undefined;
  });
  const bare = z.number({ error: accepts }).min(0.001, { error: accepts }).transform(toMillis);
  return z.union([text, bare], { error: accepts });
}

export function integer(min: number, max: number, accepts: string) {
  return z.int({ error: accepts }).min(min, { error: accepts }).max(max, { error: accepts });
}

export function port() {
  return integer(1, MAX_PORT, 'a port number from 1 to 65535');
}

export function httpUrl() {
  const accepts = 'a URL that starts with http:// or https://';
  return parsed(HTTP_URL, accepts, (text) => (URL.canParse(text) ? text : undefined));
}

/** @param accepts an example of what is meant is in it */
export function hostAndPort(accepts: string) {
  return parsed(HOST_AND_PORT, accepts, (text) => {
    const number = Number(text.split(':')[1]);
    return number >= 1 && number <= MAX_PORT ? text : undefined;
  });
}

/** Lower-cased. */
export function hostName() {
  const accepts = 'a host name such as `talent.localhost`, without scheme, port and path';
  return textOf(HOST_NAME, accepts).transform((text) => text.toLowerCase());
}

export function urlPath() {
  return textOf(URL_PATH, 'a path that starts with `/` and has no blanks, `?` or `#`');
}

export function flag() {
  return z.boolean({ error: '`true` or `false`' });
}

/** Text that is not empty. */
export function text(accepts: string) {
  return textOf(/\S/, accepts);
}

/** One word beside other forms; `accepts` names them all, so that whatever is wrong is told the same. */
export function word(value: string, accepts: string) {
  return textOf(new RegExp(`^${value}$`), accepts).meta({ enum: [value] });
}

export function oneOf<const T extends readonly [string | number, ...(string | number)[]]>(values: T) {
  return z.literal([...values] as unknown as T, {
    error: `one of ${values.map((value) => `\`${value}\``).join(', ')}`,
  });
}

const FEW_KEYS = 4;

/** A mapping with these keys and no others. */
export function mapping<T extends z.core.$ZodLooseShape>(shape: T) {
  const keys = Object.keys(shape);
  const accepts = keys.length > FEW_KEYS ? 'a mapping' : `a mapping with ${keys.map((key) => `\`${key}\``).join(', ')}`;
  const known = keys.join(' ');
  return z.strictObject(shape, { error: (issue) => (issue.code === 'unrecognized_keys' ? known : accepts) });
}

/** A mapping from names that the user chooses. */
export function named<T extends z.core.SomeType>(name: RegExp, description: string, value: T) {
  // The pattern is for editors; names are checked with the rest of what a name must satisfy, see check-names.ts.
  const key = z.string().meta({ pattern: name.source, description });
  return z.record(key, value, { error: 'a mapping from names' });
}

/** A declared secret in place of a value. */
export function secretReference() {
  const name = textOf(ENVIRONMENT_NAME, 'the name of a secret');
  return mapping({ secret: name.meta({ description: 'Name of a declared secret.' }) });
}

export function listOf<T extends z.core.SomeType>(item: T, accepts: string) {
  return z.array(item, { error: accepts });
}
