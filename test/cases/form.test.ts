import { describe, expect, test } from '@jest/globals';
import { CALL_FORM } from '../../src/cases/call/form.js';
import { validate } from '../../src/cases/form.js';
import { allKinds, parseCaseNo } from '../../src/cases/kinds.js';
import { phoneKey } from '../../src/cases/telephone.js';
import { cleanText, maskedPhone, shorten } from '../../src/cases/text.js';
import { wordsAsked, wordsOf } from '../../src/cases/words.js';
import { hasText, LOCALES, translator } from '../../src/locales/index.js';
import { at } from '../support/builders.js';
import { aCall } from '../support/desk.js';

const now = at('2026-03-02T10:00');
const check = (values: object) => validate(CALL_FORM, aCall(values as never) as never, now);

describe('23: what is asked in words is answered in words', () => {
  const asked = allKinds().flatMap(({ rules }) =>
    Object.entries(rules.actions).flatMap(([action, { form }]) =>
      (form?.fields ?? [])
        .filter(({ kind, isRequired }) => (kind === 'text' || kind === 'longText') && isRequired === true)
        .map((field) => [`${rules.name}.${action}.${field.name}`, field] as const),
    ),
  );
  test('in every form of every kind', () => {
    expect(asked.length).toBeGreaterThan(40);
    for (const signs of ['.', '。', '……', '---', '？'])
      for (const [name, field] of asked)
        expect([name, validate({ name, fields: [{ ...field, isShown: () => true }] }, { [field.name]: signs }, now)]).toEqual([
          name,
          { ok: false, errors: { [field.name]: { code: 'noWords' } } },
        ]);
  });

  test('where nothing need be said, a dash is taken for what it is; a digit is an answer', () => {
    const form = {
      name: 'x',
      fields: [
        { name: 'site', kind: 'text' },
        { name: 'text', kind: 'text', isRequired: true },
      ],
    } as const;
    expect(validate(form, { site: '-', text: '7' }, now)).toEqual({ ok: true, values: { site: '-', text: '7' } });
  });

  test('24: what was done and what the cause was is told in some words, wherever the next one reads it', () => {
    const fieldIn = (kind: string, action: string, name: string) =>
      allKinds()
        .find(({ rules }) => rules.name === kind)
        ?.rules.actions[action]?.form?.fields.find((field) => field.name === name);
    const told = [
      ['ticket', 'resolve', 'steps'],
      ['ticket', 'resolve', 'cause'],
      ['ticket', 'calledBack', 'text'],
      ['visit', 'finish', 'workDone'],
      ['visit', 'finish', 'cause'],
      ['visit', 'notOurs', 'advice'],
      ['remote', 'end', 'steps'],
      ['problem', 'fix', 'fix'],
    ] as const;
    const fields = told.map(([kind, action, name]) => fieldIn(kind, action, name));
    const inCall = ['steps', 'cause'].map((name) => CALL_FORM.fields.find((field) => field.name === name));
    for (const field of [...fields, ...inCall]) {
      if (!field) throw new Error('no such field');
      const codeOf = (typed: string) => {
        const result = validate({ name: 'x', fields: [{ ...field, isShown: () => true }] }, { [field.name]: typed }, now);
        return result.ok ? 'ok' : result.errors[field.name]?.code;
      };
      expect(['a', '好', 'a.....', '换纸', 'done'].map(codeOf)).toEqual(['tooShort', 'tooShort', 'tooShort', 'ok', 'ok']);
    }
  });

  test('a sentence that puts a full stop behind what was typed does not put a second one', () => {
    const said = (locale: 'en' | 'zh-CN', reason: string) =>
      translator(locale)('ticket.notice.cancelled', { by: 'x', cancelReason: reason, reason: 'y' });
    expect(['客户撤回', '客户撤回。', '为什么？', '……'].map((typed) => said('zh-CN', typed))).toEqual([
      'x 已取消：客户撤回。y',
      'x 已取消：客户撤回。y',
      'x 已取消：为什么？y',
      'x 已取消：……y',
    ]);
    expect(said('en', 'Gone.')).toBe('x cancelled it: Gone. y');
  });
});

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
    ['a phone that a spreadsheet shortened', { phone: '1.39E+10' }, 'phone', 'phoneShortened'],
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
