import fc from 'fast-check';
import { expect, it } from 'vitest';

import { storableJson, storableText } from './storable-json.ts';

it('replaces what the database has no place for, in values and in keys', () => {
  expect(JSON.parse(storableJson({ 'a\0': 'x\0y', b: ['\ud800', '\udfff!'] }))).toEqual({
    'a\ufffd': 'x\ufffdy',
    b: ['\ufffd', '\ufffd!'],
  });
});

it('leaves alone what only looks like it', () => {
  const value = { text: '\\u0000 \\\\u0000 \\ud800 \ud83d\ude00 \n\\' };
  expect(JSON.parse(storableJson(value))).toEqual(value);
});

it('keeps every other character as it is', () => {
  const codeUnits = fc.array(
    fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.constantFrom(0, 0x5c, 0x75, 0xd83d, 0xde00)),
  );
  fc.assert(
    fc.property(codeUnits, (units) => {
      const text = String.fromCharCode(...units);
      expect(JSON.parse(storableJson([text]))).toEqual([storableText(text)]);
    }),
  );
});
