/** Answers by path over a parsed file: where something stands, how it was written, whether it is sound. */
import { plainValue } from './node.ts';
import type { SourceEntry, SourceNode, SourcePath } from './node.ts';
import { scalarOffset } from './scalar-offset.ts';

export class SourceDocument {
  readonly root: SourceNode;
  readonly #text: string;
  readonly #doubtful: SourcePath[] = [];

  constructor(root: SourceNode, text: string) {
    this.root = root;
    this.#text = text;
  }

  nodeAt(path: SourcePath): SourceNode | undefined {
    return path.length === 0 ? this.root : this.#entryAt(path)?.node;
  }

  has(path: SourcePath): boolean {
    return this.nodeAt(path) !== undefined;
  }

  /** Offset of the key (of the item in a list); for what is not there, that of the nearest part around it. */
  keyOffset(path: SourcePath): number {
    for (let length = path.length; length > 0; length -= 1) {
      const entry = this.#entryAt(path.slice(0, length));
      if (entry !== undefined) return entry.keyStart;
    }
    return this.root.start;
  }

  /** Offset of the value; for an empty one, and for what is not there, as `keyOffset`. */
  valueOffset(path: SourcePath): number {
    const node = this.nodeAt(path);
    const empty = node === undefined || (node.kind === 'scalar' && node.start === node.end);
    return empty ? this.keyOffset(path) : node.start;
  }

  /** Offset in the file of what stands at `offsetInValue` in the value; where there is no text, that of the value. */
  offsetWithin(path: SourcePath, offsetInValue: number): number {
    const node = this.nodeAt(path);
    if (node?.kind !== 'scalar' || typeof node.value !== 'string') return this.valueOffset(path);
    return node.start + scalarOffset(this.#text.slice(node.start, node.end), node.value, offsetInValue);
  }

  /** A scalar as written, without quotes. */
  textAt(path: SourcePath): string {
    const node = this.nodeAt(path);
    if (node?.kind !== 'scalar') return '';
    return typeof node.value === 'string' ? node.value : node.text;
  }

  /** Keys of the mapping at `path`, those taken out by `remove` included: they do exist, only not rightly. */
  keysAt(path: SourcePath): readonly string[] {
    const node = this.nodeAt(path);
    return node?.kind === 'map' ? [...node.entries.keys(), ...node.removed] : [];
  }

  /** Whether nothing was taken out at `path`, so that its absence means that nobody wrote it. */
  isSound(path: SourcePath): boolean {
    const parent = this.nodeAt(path.slice(0, -1));
    return parent?.kind !== 'map' || !parent.removed.has(String(path.at(-1)));
  }

  /** Whether nothing was taken out below `path`, so that what is not found there is not there. */
  isIntact(path: SourcePath): boolean {
    return !this.#doubtful.some((doubtful) => path.every((step, index) => doubtful[index] === step));
  }

  /** Takes out what is wrong, so that the rest can be looked at. Paths of later list items move up by one. */
  remove(path: SourcePath): void {
    this.#doubtful.push(path);
    const parent = this.nodeAt(path.slice(0, -1));
    const key = path.at(-1);
    if (parent?.kind === 'list' && typeof key === 'number') parent.items.splice(key, 1);
    if (parent?.kind === 'map' && parent.entries.delete(String(key))) parent.removed.add(String(key));
  }

  /** Says that `path` was meant by something misspelt beside it, so that nobody complains about its absence. */
  excuse(path: SourcePath): void {
    this.#doubtful.push(path);
    const parent = this.nodeAt(path.slice(0, -1));
    const key = String(path.at(-1));
    if (parent?.kind === 'map' && !parent.entries.has(key)) parent.removed.add(key);
  }

  plain(): unknown {
    return plainValue(this.root);
  }

  #entryAt(path: SourcePath): SourceEntry | undefined {
    let entry: SourceEntry = { keyStart: this.root.start, node: this.root };
    for (const step of path) {
      const next = stepInto(entry.node, step);
      if (next === undefined) return undefined;
      entry = next;
    }
    return entry;
  }
}

function stepInto(node: SourceNode, step: string | number): SourceEntry | undefined {
  if (node.kind === 'map') return node.entries.get(String(step));
  const item = node.kind === 'list' && typeof step === 'number' ? node.items[step] : undefined;
  return item === undefined ? undefined : { keyStart: item.start, node: item };
}
