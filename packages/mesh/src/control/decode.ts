/**
 * Small typed readers for JSON that came from outside. All faults are collected, each with its path.
 *
 * By hand, because a schema library costs the data plane 9 MB, a quarter of its memory, for one document.
 */

export const MAX_PORT = 65_535;

/** Reads a value that may be left out. */
export function optional<T>(value: unknown, read: (value: unknown) => T): T | undefined {
  return value === undefined ? undefined : read(value);
}

/** Where a value stands, `services[0].name`, and where its faults go. */
export class Decoder {
  readonly faults: string[] = [];

  object(value: unknown, path: string, keys: readonly string[]): Readonly<Record<string, unknown>> {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return this.#fault(path, 'an object', {});
    for (const key of Object.keys(value)) {
      if (!keys.includes(key)) this.faults.push(`${path}.${key} is not a known key`);
    }
    return value as Readonly<Record<string, unknown>>;
  }

  list<T>(value: unknown, path: string, item: (value: unknown, path: string) => T): readonly T[] {
    if (!Array.isArray(value)) return this.#fault(path, 'a list', []);
    return value.map((entry: unknown, index) => item(entry, `${path}[${index}]`));
  }

  text(value: unknown, path: string): string {
    return typeof value === 'string' && value !== '' ? value : this.#fault(path, 'a text that is not empty', '');
  }

  integer(value: unknown, path: string, min: number, max: number): number {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max) return value;
    return this.#fault(path, `an integer from ${min} to ${max}`, min);
  }

  /** @param min the least that is allowed */
  number(value: unknown, path: string, min: number, max: number): number {
    if (typeof value === 'number' && value >= min && value <= max) return value;
    return this.#fault(path, `a number from ${min} to ${max}`, min);
  }

  boolean(value: unknown, path: string): boolean {
    return typeof value === 'boolean' ? value : this.#fault(path, 'true or false', false);
  }

  oneOf<T extends string | number>(value: unknown, path: string, allowed: readonly [T, ...T[]]): T {
    const found = allowed.find((candidate) => candidate === value);
    return found ?? this.#fault(path, allowed.join(' or '), allowed[0]);
  }

  #fault<T>(path: string, wanted: string, standIn: T): T {
    this.faults.push(`${path} must be ${wanted}`);
    return standIn;
  }
}
