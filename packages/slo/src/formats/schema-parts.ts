/** Pieces of schemas that the formats share. Messages say what is accepted, as everywhere. */
import { z } from 'zod';

/** A key that may be absent; one without a value is as good as absent. */
export function maybe<T extends z.ZodType>(schema: T) {
  return schema.nullish().transform((value) => value ?? undefined);
}

/** Text, also where YAML takes it for something else, as `tier: 1`. */
export function scalarText() {
  return z.union([z.string(), z.number(), z.boolean()], { error: 'text' }).transform(String);
}

export function texts() {
  return z.record(z.string(), scalarText(), { error: 'a mapping from names to texts' });
}

export function finite(accepts: string) {
  return z.number({ error: accepts });
}

export function someText() {
  return maybe(z.string({ error: 'text' }));
}

/** A key that is known by name and not read. */
export function unread() {
  return z.unknown().optional();
}
