/** Whatever a service calls its fields, an HTTP/2 client gets those that are allowed, and nothing breaks. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ResponseRecorder } from '../fixtures/recorders.ts';
import type { ResponseHead } from '../http/response-head.ts';
import { ResponseParser } from '../http/response-parser.ts';
import { DEFAULT_SETTINGS } from '../settings.ts';
import { groupByName, translateResponse, translateTrailerLines } from './response-translation.ts';

class Translator extends ResponseRecorder {
  list: string[] = [];

  override onResponseHead(head: ResponseHead): void {
    super.onResponseHead(head);
    this.list = translateResponse(head);
  }
}

function translate(fields: readonly (readonly [string, string])[]): readonly string[] {
  const text = `HTTP/1.1 200 OK\r\n${linesOf(fields)}\r\n`;
  const parser = new ResponseParser(DEFAULT_SETTINGS);
  const translator = new Translator();
  parser.begin('GET');
  parser.execute(Buffer.from(text, 'latin1'), 0, text.length, translator);
  return translator.list;
}

function linesOf(fields: readonly (readonly [string, string])[]): string {
  return fields.map(([name, value]) => `${name}: ${value}\r\n`).join('');
}

/** Own properties only, by name. */
function grouped(fields: readonly (readonly [string, string])[]): [string, string[]][] {
  const byName = new Map<string, string[]>();
  for (const [name, value] of fields) byName.set(name, [...(byName.get(name) ?? []), value]);
  return [...byName];
}

const INHERITED = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__'];
const token = fc.string({ unit: fc.constantFrom(..."aBz09!#$%&'*+-.^_`|~".split('')), minLength: 1, maxLength: 12 });
const value = fc.string({ unit: fc.constantFrom(...'a1:;=,"\u00e9'.split('')), maxLength: 8 });
const fieldsOf = fc.array(fc.tuple(fc.oneof(fc.constantFrom(...INHERITED), token), value), { maxLength: 6 });

describe('a translated response', () => {
  it('says the same, whatever its fields are called', () => {
    fc.assert(
      fc.property(fieldsOf, (fields) => {
        const sent = fields.map(([name, text]) => [name.toLowerCase(), text] as const);
        const list = translate(fields);
        expect(list).toEqual([':status', '200', ...sent.flat()]);
        expect(Object.entries(groupByName(list))).toEqual(expect.arrayContaining(grouped(sent)));
        expect(Object.keys(groupByName(list))).toHaveLength(grouped(sent).length + 1);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each(['Connection: x-a', 'Keep-Alive: timeout=5', 'Upgrade: h2c', 'HTTP2-Settings: AAMA', 'TE: gzip'])(
    'leaves out what governs a connection: %s',
    (line) => {
      const [name = '', text = ''] = line.split(': ');
      expect(translate([[name, text]])).toEqual([':status', '200']);
    },
  );
});

describe('translated trailer lines', () => {
  it('say the same, whatever they are called', () => {
    fc.assert(
      fc.property(fieldsOf, (fields) => {
        const sent = fields.map(([name, text]) => [name.toLowerCase(), text] as const);
        const translated = Object.entries(translateTrailerLines(linesOf(fields)));
        expect(translated.toSorted()).toEqual(grouped(sent).toSorted());
      }),
      { numRuns: 1_000 },
    );
  });
});
