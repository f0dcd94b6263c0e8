/** YAML text -> `SourceNode`: syntax errors and duplicate keys found, anchors and merge keys resolved and bounded. */
import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Document, Pair, ParsedNode, Scalar, YAMLMap } from 'yaml';
import type { Finding, Position } from '../findings.ts';
import { lineIndex } from './line-index.ts';
import { pathText } from './node.ts';
import type { SourceEntry, SourceMap, SourceNode, SourcePath, SourceScalar } from './node.ts';
import { parseYaml } from './parse-yaml.ts';
import type { SourceFormat } from './source-format.ts';

export interface ParsedSource {
  /** Undefined where the text is no YAML at all, or empty. */
  readonly root?: SourceNode;
  readonly findings: readonly Finding[];
  readonly positionAt: (offset: number) => Position;
}

export interface ParsedSources {
  /** One for each document that is not empty; none where the text is no YAML at all, or empty. */
  readonly roots: readonly SourceNode[];
  readonly findings: readonly Finding[];
  readonly positionAt: (offset: number) => Position;
}

/** Far more than a document needs, far less than a stack holds. */
const MAX_DEPTH = 64;
/** Nodes that aliases of a file may stand for together: room for shared settings, none for an "alias bomb". */
const MAX_ALIASED_NODES = 100_000;

/** Reads a text that is one document. Never throws; whatever the text is, either a root or an error is found. */
export function parseSource(text: string, format: SourceFormat): ParsedSource {
  const { documents, roots, findings, positionAt } = readDocuments(text, format);
  const [, second] = documents;
  if (second !== undefined) {
    const hint = 'keep one, without the line `---`';
    const message = 'not valid YAML here: a second document begins';
    return { findings: [{ code: format.codes.syntax, offset: second.range[0], message, hint }], positionAt };
  }
  const [root] = roots;
  return { ...(root !== undefined && { root }), findings, positionAt };
}

/** Reads a text of any number of documents, between lines of `---`. Never throws. */
export function parseSources(text: string, format: SourceFormat): ParsedSources {
  const { roots, findings, positionAt } = readDocuments(text, format);
  return { roots, findings, positionAt };
}

interface ReadDocuments extends ParsedSources {
  readonly documents: readonly Document.Parsed[];
}

function readDocuments(text: string, format: SourceFormat): ReadDocuments {
  const positionAt = lineIndex(text);
  const { documents, refusal } = parseYaml(text);
  if (refusal !== undefined) {
    return { documents: [], roots: [], findings: [{ code: format.codes.syntax, ...refusal }], positionAt };
  }
  const problems = documents.flatMap(({ errors, warnings }) => [...errors, ...warnings]);
  const findings = syntaxFindings(problems, format, positionAt);
  if (findings.length > 0) return { documents, roots: [], findings, positionAt };
  const contents = documents.flatMap(({ contents: node }) => (isEmpty(node) ? [] : [node]));
  if (contents.length === 0) {
    const message = 'the file describes nothing';
    const empty: Finding = { code: format.codes.empty, offset: 0, message, hint: format.emptyHint };
    return { documents, roots: [], findings: [empty], positionAt };
  }
  const reader = new SourceReader(format);
  const roots = contents.flatMap((node) => reader.readRoot(node) ?? []);
  // A part that could not be read would be missed elsewhere: say the cause only.
  const readable = !reader.findings.some((finding) => finding.code === format.codes.syntax);
  return { documents, roots: readable ? roots : [], findings: reader.findings, positionAt };
}

interface YamlProblem {
  readonly pos: readonly [number, number];
  readonly message: string;
}

/** The first of each line: the parser stumbles over the rest of a line it did not understand. */
function syntaxFindings(
  problems: readonly YamlProblem[],
  { codes }: SourceFormat,
  positionAt: (offset: number) => Position,
): Finding[] {
  const byLine = new Map<number, Finding>();
  for (const { pos, message } of problems) {
    const [offset] = pos;
    const { line } = positionAt(offset);
    const finding: Finding = { code: codes.syntax, offset, message: `not valid YAML: ${sentence(message)}` };
    if (!byLine.has(line)) byLine.set(line, finding);
  }
  return [...byLine.values()];
}

function sentence(message: string): string {
  const [first = ''] = message.split('\n');
  return `${first.charAt(0).toLowerCase()}${first.slice(1)}`.replace(/[.:]$/, '');
}

function isEmpty(node: ParsedNode | null): node is null {
  return node === null || (isScalar(node) && node.value === null);
}

/** Walks the parser's trees once, in file order, so that an alias always finds its anchor already read. */
class SourceReader {
  readonly findings: Finding[] = [];
  readonly #format: SourceFormat;
  readonly #anchors = new Map<string, SourceNode>();
  readonly #sizes = new Map<SourceNode, number>();
  #aliasedNodes = 0;

  constructor(format: SourceFormat) {
    this.#format = format;
  }

  /** Anchors end with their document; what aliases may stand for is counted for all together. */
  readRoot(node: ParsedNode): SourceNode | undefined {
    this.#anchors.clear();
    return this.#read(node, []);
  }

  #read(node: ParsedNode | null, path: SourcePath): SourceNode | undefined {
    if (node === null) return undefined;
    if (path.length > MAX_DEPTH) {
      this.#fault(node.range[0], `nested deeper than ${MAX_DEPTH} levels`);
      return undefined;
    }
    if (isAlias(node)) return this.#readAlias(node.source, node.range[0]);
    const read = isMap(node)
      ? this.#readMap(node, path)
      : isSeq(node)
        ? this.#readList(node.items, node.range[0], path)
        : readScalar(node);
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, read);
    this.#sizes.set(read, this.#sizeOf(read));
    return read;
  }

  #readAlias(name: string, offset: number): SourceNode | undefined {
    const target = this.#anchors.get(name);
    if (target === undefined) {
      const hint = 'an alias comes after its anchor and never inside it';
      this.#fault(offset, `alias *${name} has no anchor &${name} before it`, hint);
      return undefined;
    }
    this.#aliasedNodes += this.#sizes.get(target) ?? 1;
    if (this.#aliasedNodes <= MAX_ALIASED_NODES) return target;
    this.#fault(offset, `aliases stand for more than ${MAX_ALIASED_NODES} values`);
    return undefined;
  }

  #readList(items: readonly (ParsedNode | Pair)[], start: number, path: SourcePath): SourceNode {
    const read = items.flatMap((item, index) => {
      const node = 'range' in item ? this.#read(item, [...path, index]) : undefined;
      return node === undefined ? [] : [node];
    });
    return { kind: 'list', items: read, start };
  }

  #readMap(map: YAMLMap.Parsed, path: SourcePath): SourceMap {
    const entries = new Map<string, SourceEntry>();
    const inherited: SourceMap[] = [];
    for (const { key, value } of map.items) {
      const keyStart = key.range[0];
      const name = this.#keyOf(key);
      if (name === undefined) continue;
      if (name === '<<' && isScalar(key) && key.type === 'PLAIN') {
        inherited.push(...this.#readMerge(value, path, keyStart));
        continue;
      }
      const node = value === null ? emptyScalar(key.range[1]) : this.#read(value, [...path, name]);
      if (entries.has(name)) this.#duplicate(path, name, keyStart);
      else if (node !== undefined) entries.set(name, { keyStart, node });
    }
    for (const parent of inherited) {
      for (const [name, entry] of parent.entries) if (!entries.has(name)) entries.set(name, entry);
    }
    return { kind: 'map', entries, removed: new Set(), start: map.range[0] };
  }

  #keyOf(key: ParsedNode): string | undefined {
    const text = isScalar(key) ? (typeof key.value === 'string' ? key.value : key.source) : undefined;
    if (text !== undefined && text !== '' && text !== '__proto__') return text;
    this.#fault(key.range[0], 'a key must be a plain name');
    return undefined;
  }

  /** `<<: *a` and `<<: [*a, *b]`: what the map itself says wins, then the earlier one. */
  #readMerge(value: ParsedNode | null, path: SourcePath, keyStart: number): SourceMap[] {
    const read = this.#read(value, [...path, '<<']);
    const sources = read?.kind === 'list' ? read.items : read === undefined ? [] : [read];
    const maps = sources.filter((source) => source.kind === 'map');
    const sound = value !== null && maps.length === sources.length;
    if (!sound) this.#fault(keyStart, '`<<` takes a mapping or a list of mappings');
    return maps;
  }

  #duplicate(path: SourcePath, name: string, offset: number): void {
    const place = [...path, name];
    const code = this.#format.duplicateCode?.(place) ?? this.#format.codes.duplicateKey;
    this.findings.push({ code, offset, message: `${pathText(place)} is there twice`, hint: 'keep one of the two' });
  }

  #sizeOf(node: SourceNode): number {
    if (node.kind === 'scalar') return 1;
    const children = node.kind === 'list' ? node.items : Array.from(node.entries.values(), (entry) => entry.node);
    return children.reduce((sum, child) => sum + (this.#sizes.get(child) ?? 1), 1);
  }

  #fault(offset: number, message: string, hint?: string): void {
    this.findings.push({ code: this.#format.codes.syntax, offset, message, hint });
  }
}

function readScalar(node: Scalar.Parsed): SourceScalar {
  const { value, source, range } = node;
  const known = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return { kind: 'scalar', value: known ? value : null, text: source, start: range[0], end: range[1] };
}

function emptyScalar(offset: number): SourceScalar {
  return { kind: 'scalar', value: null, text: '', start: offset, end: offset };
}
