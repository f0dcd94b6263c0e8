/** A YAML document reduced to what a catalog is made of, each piece with its place in the file. */

/** Offsets count UTF-16 units from the start of the text. Aliases share the node of their anchor. */
export type SourceNode = SourceMap | SourceList | SourceScalar;

export interface SourceScalar {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** As written, without quotes: `1.10` stays `1.10`. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface SourceList {
  readonly kind: 'list';
  readonly items: SourceNode[];
  readonly start: number;
}

export interface SourceMap {
  readonly kind: 'map';
  readonly entries: Map<string, SourceEntry>;
  /** Keys that stand in the file but were taken out because something is wrong with them. */
  readonly removed: Set<string>;
  readonly start: number;
}

export interface SourceEntry {
  readonly keyStart: number;
  readonly node: SourceNode;
}

/** Keys and list positions from the root. */
export type SourcePath = readonly (string | number)[];

/** `services.api.env.PORT`, `network[2].to`; the empty path is the file. */
export function pathText(path: SourcePath): string {
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`)).join('');
}

/** The value without its places. */
export function plainValue(node: SourceNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(plainValue);
  return Object.fromEntries(Array.from(node.entries, ([key, entry]) => [key, plainValue(entry.node)]));
}
