import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type Field, validate } from '../../src/cases/form.js';
import { allKinds } from '../../src/cases/kinds.js';
import { translator } from '../../src/locales/index.js';
import { labelOf } from '../../src/slack/modals/modal.js';
import { at } from '../support/builders.js';

const now = at('2026-03-02T10:00');
const NONE = ['.', '。', 'x', '1', 'aa', '123', '12345678', 'aaaaaa', 'AaAaAa', '啊啊啊', '忙', '!!! ???'];
const SOME = ['停电', '没人在', '店里在盘点', 'rain', 'The part is not here', '等 2 号配件'];

/** What becomes of a text typed into this field: 'ok', or what is said against it. */
const saidTo = (field: Field, typed: string): string | undefined => {
  const form = { name: 'x', fields: [{ ...field, isShown: () => true }] };
  const result = validate(form, { [field.name]: typed, outcome: 'refused', delayReason: 'other' }, now);
  return result.ok ? 'ok' : result.errors[field.name]?.code;
};

const IN_WORDS: readonly Field['kind'][] = ['text', 'longText'];
const WHY = { en: /\b(?:why|reason)\b/i, 'zh-CN': /为什么|理由|原因|缘由|为何/ } as const;
/** Where it is the cause of a fault that is asked for, not a reason. */
const isCause = (field: Field): boolean => field.name.startsWith('cause');

const asked = allKinds().flatMap(({ rules }) =>
  Object.entries(rules.actions).flatMap(([action, { form }]) =>
    (form?.fields ?? []).filter(({ kind }) => IN_WORDS.includes(kind)).map((field) => ({ at: `${rules.name}.${action}`, form, field })),
  ),
);
const asksWhy = ({ form, field }: (typeof asked)[number]): boolean =>
  (['en', 'zh-CN'] as const).some(
    (locale) => form && !isCause(field) && WHY[locale].test(labelOf(form, field, { t: translator(locale), locale })),
  );

/** All files with declarations of forms. */
function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? sources(join(folder, entry.name)) : [join(folder, entry.name)],
  );
}

describe('a reason is one that somebody else understands', () => {
  test('in every field of every kind whose words ask why', () => {
    const reasons = asked.filter(asksWhy);
    expect(reasons.length).toBeGreaterThan(30);
    const wrong = reasons.flatMap(({ at: place, field }) => [
      ...NONE.filter((typed) => saidTo(field, typed) === 'ok').map((typed) => `${place}.${field.name} takes “${typed}”`),
      ...SOME.filter((typed) => saidTo(field, typed) !== 'ok').map((typed) => `${place}.${field.name} refuses “${typed}”`),
    ]);
    expect(wrong).toEqual([]);
  });

  test('no declaration of a reason forgets it, those of registers and of what is asked besides included', () => {
    const declared = ['src/cases', 'commands']
      .flatMap(sources)
      .flatMap((file) =>
        [...readFileSync(file, 'utf8').matchAll(/\{[^{}]*\bname: '(\w*[rR]eason|notPacked)'[^{}]*kind: '(?:text|longText)'[^{}]*/g)].map(
          ([text]) => `${file}: ${text}`,
        ),
      );
    expect(declared.length).toBeGreaterThan(15);
    expect(declared.filter((text) => !text.includes('isTelling: true'))).toEqual([]);
  });

  test('too little of it and no words are told apart', () => {
    const field: Field = { name: 'reason', kind: 'longText', isRequired: true, isTelling: true };
    expect(['。', 'aa', '忙', '123456', 'aaaaaa'].map((typed) => saidTo(field, typed))).toEqual([
      'noWords',
      'tooShort',
      'tooShort',
      'noWords',
      'noWords',
    ]);
  });
});
