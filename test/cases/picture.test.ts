import { describe, expect, test } from '@jest/globals';
import { BEGINNING_BYTES, isPicture } from '../../src/cases/picture.js';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

describe('29: a picture is one by its bytes', () => {
  test.each([
    ['JPEG', '\xFF\xD8\xFF\xE0\x00\x10JFIF'],
    ['PNG', '\x89PNG\r\n\x1A\n\x00\x00\x00\rIHDR'],
    ['HEIC', '\x00\x00\x00\x24ftypheic\x00\x00\x00\x00mif1'],
    ['PDF', '%PDF-1.7\n'],
    ['PDF behind a mark of its coding', '\xEF\xBB\xBF%PDF-1.4'],
  ])('%s', (_, begins) => {
    expect(isPicture(bytes(begins.padEnd(BEGINNING_BYTES, ' ')))).toBe(true);
    // The sign of a picture without a picture in it.
    expect(isPicture(bytes(begins))).toBe(false);
  });

  test.each(['', 'x', '\xFF', 'PNG', 'PK\x03\x04', '<svg xmlns=', '\x00\x00\x00\x18ftypmp42', 'signed by Mia'])('not %j', (begins) =>
    expect(isPicture(bytes(begins.padEnd(BEGINNING_BYTES, ' ')))).toBe(false),
  );
});
