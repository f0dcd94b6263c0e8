import { crc32, deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkArchive } from './archive.ts';
import { kindOf } from './document-kind.ts';
import { ExtractionError } from './outcome.ts';
import { decodeText } from './plain-text.ts';

/** An archive with one entry whose declared size is a lie. */
function archiveOf(name: string, content: Buffer, flags = 0): Buffer {
  const packed = deflateRawSync(content);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(flags, 2);
  common.writeUInt16LE(8, 4);
  common.writeUInt32LE(crc32(content), 10);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(1, 18);
  common.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed]);
  const central = Buffer.concat([Buffer.from('PK\x01\x02\x14\0'), common, Buffer.alloc(14), Buffer.from(name)]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}

function failureOf(archive: Buffer): string | undefined {
  try {
    checkArchive(archive);
    return undefined;
  } catch (error) {
    return error instanceof ExtractionError ? error.failure : 'another error';
  }
}

describe('kinds of documents', () => {
  it.each([
    ['%PDF-1.4 …', 'pdf'],
    ['\n\n%PDF-1.4 …', 'pdf'],
    ['Ada Example', 'text'],
    ['PK\x03\x04 word/document.xml', 'docx'],
    ['PK\x03\x04 xl/workbook.xml', 'other-archive'],
    ['\x7fELF\x02\x01\x01\x00\x00', 'unknown'],
  ])('tells %j as %s', (content, kind) => {
    expect(kindOf(Buffer.from(content, 'latin1'))).toBe(kind);
  });

  it('knows old Word files', () => {
    expect(kindOf(Buffer.from('d0cf11e0a1b11ae1', 'hex'))).toBe('legacy-office');
  });
});

describe('text encodings', () => {
  it.each(['utf8', 'utf16le'] as const)('round-trips %s', (encoding) => {
    const text = 'Łukasz Öztürk – Entwickler, C++ and Köln '.repeat(3);
    expect(decodeText(Buffer.from(text, encoding))).toBe(text);
  });

  it('reads byte order marks and Windows-1252', () => {
    expect(decodeText(Buffer.from('fffe41006200', 'hex'))).toBe('Ab');
    expect(decodeText(Buffer.from('feff00410062', 'hex'))).toBe('Ab');
    expect(decodeText(Buffer.from('efbbbf41', 'hex'))).toBe('A');
    expect(decodeText(Buffer.from('4bf66c6e20809360', 'hex'))).toBe('Köln €“`');
  });
});

describe('archives', () => {
  it('measures what is inside, not what is declared', () => {
    expect(failureOf(archiveOf('a', Buffer.from('hello')))).toBeUndefined();
    expect(failureOf(archiveOf('a', Buffer.alloc(60 * 1024 * 1024)))).toBe('too-large');
  });

  it('refuses encrypted and damaged ones', () => {
    expect(failureOf(archiveOf('a', Buffer.from('hello'), 1))).toBe('encrypted');
    expect(failureOf(Buffer.from('PK\x03\x04'))).toBe('damaged');
  });

  it('answers for any bytes', () => {
    const whole = archiveOf('word/document.xml', Buffer.from('hello world'));
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }), (at, byte) => {
        const broken = Buffer.from(whole);
        broken[at] = byte;
        expect(failureOf(broken)).not.toBe('another error');
      }),
    );
  });
});
