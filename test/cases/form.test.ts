import { describe, expect, test } from '@jest/globals';
import { CALL_FORM } from '../../src/cases/call/form.js';
import { validate } from '../../src/cases/form.js';
import { allKinds, parseCaseNo } from '../../src/cases/kinds.js';
import { phoneKey } from '../../src/cases/telephone.js';
import { cleanText, maskedPhone, shorten } from '../../src/cases/text.js';
import { wordsAsked, wordsOf } from '../../src/cases/words.js';
import { hasText, LOCALES } from '../../src/locales/index.js';
import { at } from '../support/builders.js';
import { aCall } from '../support/desk.js';

const now = at('2026-03-02T10:00');
const check = (values: object) => validate(CALL_FORM, aCall(values as never) as never, now);

describe('the call log', () => {
  test('says everything that is missing at once', () => {
    expect(validate(CALL_FORM, { outcome: 'ticket' }, now)).toMatchObject({
      ok: false,
      errors: {
        customer: { code: 'required' },
        callerName: { code: 'required' },
        description: { code: 'required' },
        impact: { code: 'required' },
      },
    });
  });

  test.each([
    ['a text of blanks', { description: ' \u200B\n'.replace('\u200B', '') }, 'description', 'required'],
    ['a text that is too long', { callerName: 'x'.repeat(81) }, 'callerName', 'tooLong'],
    ['an option that is none', { category: '$where' }, 'category', 'notAnOption'],
    ['a phone without digits', { phone: 'none' }, 'phone', 'phone'],
    ['a time that has passed', { expectedBy: at('2026-03-02T09:59').toJSDate() }, 'expectedBy', 'past'],
    ['a person that is none', { outcome: 'message', messageFor: 'U1; drop' }, 'messageFor', 'person'],
  ])('refuses %s', (_, values, field, code) => {
    expect(check(values)).toMatchObject({ ok: false, errors: { [field]: { code } } });
  });

  test('ignores fields that the outcome does not show', () => {
    const result = check({ outcome: 'wrong_number', steps: 'x', customer: undefined, callerName: undefined, description: undefined });
    expect(result).toMatchObject({ ok: true });
    expect(result.ok && result.values).not.toHaveProperty('steps');
  });

  test('keeps line breaks and emoji, drops control and direction-turning characters', () => {
    expect(cleanText('a\r\nb\u0000\u202Ec👩‍🔧 ')).toBe('a\nbc👩‍🔧');
  });
});

test.each([
  ['T-12', 'T-12'],
  ['t12', 'T-12'],
  ['#T-12', 'T-12'],
  ['Ｔ－１２', 'T-12'],
  ['m 3', 'M-3'],
  ['X-1', undefined],
  ['T-', undefined],
  ['T-12; drop', undefined],
])('%s is the case number %s', (typed, no) => {
  expect(parseCaseNo(typed)).toBe(no);
});

test('phones compare by their digits and are masked for channels', () => {
  expect(phoneKey('+86 138-0000 1234')).toBe('13800001234');
  expect(phoneKey('１３８００００１２３４')).toBe('13800001234');
  expect(phoneKey('021-5555 6666')).toBe('02155556666');
  expect(maskedPhone('138 0000 1234')).toBe('138••••34');
  expect(maskedPhone('110')).toBe('•••');
});

test('search words: Latin words whole, Chinese by two characters', () => {
  expect(wordsOf('打印机 Printer-3000', undefined)).toEqual(['打印', '印机', '打', '印', '机', 'printer', '3000']);
  expect(wordsAsked('打印机 PRINTER')).toEqual(['打印', '印机', 'printer']);
  expect(wordsAsked('机')).toEqual(['机']);
});

test('shortening never cuts an emoji in half', () => {
  expect(shorten('👩👩👩', 4)).toBe('👩…');
  expect(shorten('👩👩👩', 6)).toBe('👩👩👩');
});

test('every action, state, field, option and outcome has words in every language', () => {
  const missing: string[] = [];
  const need = (key: string): void =>
    void LOCALES.filter((locale) => !hasText(key, locale)).map((locale) => missing.push(`${locale} ${key}`));
  for (const { rules: kind } of allKinds()) {
    for (const [action, { form, isConfirmed, from, by }] of Object.entries(kind.actions)) {
      if (by !== 'linkedCase') need(`${kind.name}.action.${action}`);
      need(`${kind.name}.history.${action}`);
      if (isConfirmed) need(`${kind.name}.confirm.${action}`);
      for (const state of from) need(`${kind.name}.state.${state}`);
      if (form) need(`${kind.name}.explain.${action}`);
      for (const field of form?.fields ?? []) {
        need(`${kind.name}.field.${field.name}`);
        for (const option of field.options ?? []) need(`${kind.name}.${field.words ?? field.name}.${option}`);
      }
    }
  }
  for (const field of CALL_FORM.fields) {
    need(`call.field.${field.name}`);
    for (const option of field.options ?? []) need(`call.${field.name}.${option}`);
  }
  for (const outcome of CALL_FORM.fields.find(({ name }) => name === 'outcome')?.options ?? [])
    for (const group of ['wording', 'sentence', 'next']) need(`call.${group}.${outcome}`);
  expect(missing).toEqual([]);
});
