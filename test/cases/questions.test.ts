import { expect, test } from '@jest/globals';
import { CALL_FORM, callForm } from '../../src/cases/call/form.js';
import { CUSTOMER_FORM, contactForm, DISABLE_FORM, MERGE_FORM, siteForm } from '../../src/cases/customer/form.js';
import { deviceForm } from '../../src/cases/device/form.js';
import { DOCUMENT_FORM, EDIT_FORM, VERSION_FORM } from '../../src/cases/document/form.js';
import { planForm } from '../../src/cases/duty/form.js';
import { addForm } from '../../src/cases/fault/form.js';
import { type Form, type FormValues, MORE } from '../../src/cases/form.js';
import { projectForm } from '../../src/cases/inspection/project-form.js';
import { allKinds } from '../../src/cases/kinds.js';
import { REPORT_FORM } from '../../src/cases/problem/form.js';
import { askForm } from '../../src/cases/remote/form.js';
import { SCHEDULE_FORM } from '../../src/cases/visit/form.js';
import { LOCALES, translator } from '../../src/locales/index.js';
import { inputsOf, modalOf } from '../../src/slack/modals/modal.js';
import { at } from '../support/builders.js';

const MOST = 7;
/** What rule B2 asks of each call is asked there: with a fault solved in the call, its solution too (decision 0066). */
const EXCEPT: Readonly<Record<string, number>> = { 'call.log': 11 };
/** Fields that a form begins with where something is known in any case. */
const KNOWN: Readonly<Record<string, FormValues>> = {
  'visit.finish': { category: 'pos', signedForm: 'repair' },
  'visit.schedule': { travelMinutes: 30, kind: 'repair' },
};
const GROUPS = ['A', 'B'];

const forms: readonly Form[] = [
  ...allKinds().flatMap(({ rules }) => Object.values(rules.actions).flatMap(({ form }) => form ?? [])),
  ...[CALL_FORM, SCHEDULE_FORM, CUSTOMER_FORM, DISABLE_FORM, MERGE_FORM, siteForm(true), contactForm({ sites: [] }, true)],
  ...[deviceForm(GROUPS), DOCUMENT_FORM, EDIT_FORM, VERSION_FORM, planForm(GROUPS), projectForm(GROUPS), REPORT_FORM],
  ...[addForm('en'), addForm('zh-CN'), askForm(['client'], { client: 'x' })],
];

/** Every set of answers to the fields that draw a form anew. */
const answersOf = ({ fields }: Form): FormValues[] =>
  fields
    .filter(({ redraws, options }) => redraws && options)
    .reduce<FormValues[]>(
      (all, { name, options = [] }) => all.flatMap((known) => options.map((value) => ({ ...known, [name]: value }))),
      [{}],
    );

/** The questions that a form draws for these values. */
function questions(form: Form, values: FormValues, locale: (typeof LOCALES)[number]): readonly string[] {
  const options = { locale, t: translator(locale), now: at('2026-03-02T10:00'), title: 'x', submit: 'x', values, keepsKnown: true };
  return inputsOf(modalOf(form, options));
}

test('18.7: no form asks more than seven things before More, whatever was answered, and More brings the others', () => {
  const tooMany: string[] = [];
  for (const form of forms)
    for (const answers of answersOf(form))
      for (const locale of LOCALES) {
        const values = { ...KNOWN[form.name], ...answers };
        const asked = questions(form, values, locale).filter((name) => name !== MORE);
        if (asked.length > (EXCEPT[form.name] ?? MOST)) tooMany.push(`${form.name} ${JSON.stringify(answers)}: ${asked.join(' ')}`);
        const behind = form.fields.filter(({ isBehind, isShown }) => isBehind && isShown?.(values) !== false).map(({ name }) => name);
        expect(questions(form, { ...values, [MORE]: [MORE] }, locale)).toEqual(expect.arrayContaining(behind));
      }
  expect(tooMany).toEqual([]);
});

test('60: of a known caller the call log asks less than of an unknown one, at most seven things unless the fault was solved in the call', () => {
  const caller = { phone: '138 0000 4711', customer: 'Harbour Books', callerName: 'Mia' };
  for (const answers of answersOf(CALL_FORM)) {
    const known = questions(callForm(true), { ...caller, ...answers }, 'en').filter((name) => name !== MORE);
    expect(known.length).toBeLessThanOrEqual(answers.outcome === 'solved' ? MOST + 1 : MOST);
    expect(known.length).toBeLessThan(questions(CALL_FORM, answers, 'en').filter((name) => name !== MORE).length);
  }
});

test('what is known behind More is drawn where the form would lose it, and what must be answered and is not known always', () => {
  const options = { locale: 'en', t: translator('en'), now: at('2026-03-02T10:00'), title: 'x', submit: 'x' } as const;
  const drawn = (form: Form, values: FormValues, keepsKnown: boolean) => inputsOf(modalOf(form, { ...options, values, keepsKnown }));
  expect(drawn(CALL_FORM, { outcome: 'ticket', product: 'till' }, false)).toContain('product');
  expect(drawn(deviceForm(GROUPS), { site: 'Main Street' }, true)).not.toContain('site');
  expect(drawn(SCHEDULE_FORM, { travelMinutes: 30 }, true)).toEqual(expect.arrayContaining(['kind', MORE]));
});

test('what stands behind More is named whole, and a form that was opened by “…” says nothing more is to come', () => {
  for (const form of forms)
    for (const locale of LOCALES) {
      const options = {
        locale,
        t: translator(locale),
        now: at('2026-03-02T10:00'),
        title: '转交…',
        submit: 'Hand over to…',
        keepsKnown: true,
      };
      const { title, submit, blocks } = modalOf(form, options);
      expect([title.text, submit?.text]).toEqual(['转交', 'Hand over to']);
      const more = blocks.find(({ block_id }) => block_id === MORE) as { element: { options: { text: { text: string } }[] } } | undefined;
      const named = more?.element.options[0]?.text.text ?? '';
      expect(named.length).toBeLessThanOrEqual(75);
      // A name that is cut in two ends in an ellipsis without a blank before it.
      expect(named).not.toMatch(/[^ ]…$/);
    }
});
