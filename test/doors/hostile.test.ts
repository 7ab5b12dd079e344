import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CALL_FORM } from '../../src/cases/call/form.js';
import { type Form, maxOf, validate } from '../../src/cases/form.js';
import { KINDS } from '../../src/cases/kinds.js';
import { cleanText } from '../../src/cases/text.js';
import { SCHEDULE_FORM } from '../../src/cases/visit/form.js';
import { at } from '../support/builders.js';
import { aCall, eventually, TestDesk, WHO } from '../support/desk.js';
import { HARMFUL, HOSTILE } from '../support/hostile.js';

const TYPED = ['text', 'longText', 'phone', 'lookup'];
const FORMS: Form[] = [
  CALL_FORM,
  SCHEDULE_FORM,
  ...Object.values(KINDS).flatMap(({ actions }) => Object.values(actions).flatMap(({ form }: { form?: Form }) => (form ? [form] : []))),
];

/** Every text that Slack would read as mrkdwn; plain_text and table cells are mere words. */
function mrkdwnIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(mrkdwnIn);
  if (value === null || typeof value !== 'object') return [];
  const { type, text } = value as { type?: string; text?: unknown };
  return type === 'mrkdwn' ? [String(text)] : Object.values(value).flatMap(mrkdwnIn);
}

describe('hostile words', () => {
  test('there are more than three hundred', () => {
    expect(HOSTILE.length).toBeGreaterThan(300);
  });

  test.each(FORMS.map((form) => [form.name, form] as const))(
    '%s takes each as it is, without what cannot be seen, or refuses it',
    (_name, form) => {
      const now = at('2026-03-02T10:00');
      for (const field of form.fields.filter(({ kind }) => TYPED.includes(kind))) {
        for (const input of HOSTILE) {
          const alone: Form = {
            name: form.name,
            fields: [{ name: field.name, kind: field.kind, ...(field.max ? { max: field.max } : {}) }],
          };
          const result = validate(alone, { [field.name]: input }, now);
          if (result.ok) expect(result.values[field.name] ?? '').toBe(cleanText(input));
          else expect(['tooLong', 'phone']).toContain(result.errors[field.name]?.code);
          if (result.ok) expect([...String(result.values[field.name] ?? '')].length).toBeLessThanOrEqual(maxOf(field) ?? 3000);
        }
      }
    },
  );

  describe('through Slack and back', () => {
    let desk: TestDesk;
    beforeAll(async () => {
      desk = await TestDesk.open();
    });
    afterAll(() => desk.close());

    const harmful = (): string[] =>
      desk.workspace.messages
        .flatMap(({ text, blocks = [], isBot }) => (isBot ? [text, ...mrkdwnIn(blocks)] : []))
        .filter((shown) => HARMFUL.test(shown))
        .map((shown) => shown.slice(0, 200));

    test('every one logged as a call, noted, and searched: harmless in every card and notice', async () => {
      await desk.command(WHO.agent, '/call');
      for (const input of HOSTILE) {
        await desk.command(WHO.agent, '/call');
        const view = await desk.modal(WHO.agent, 'call.log');
        const values = {
          ...aCall({
            description: input.slice(0, 3000),
            customer: [...cleanText(input)].slice(0, 60).join('').trim() || 'x',
            callerName: input.slice(0, 80),
          }),
        };
        delete values.outcome;
        const result = await desk.submit(WHO.agent, view, values);
        if (!result.ok && !result.errors) throw new Error(`${JSON.stringify(input.slice(0, 80))}: ${JSON.stringify(result)}`);
      }
      await desk.settle();
      expect(await desk.app.desk.cases.model.countDocuments({})).toBeGreaterThan(250);
      expect(harmful()).toEqual([]);
    }, 240_000);

    test('a ticket whose every word is hostile keeps them all, through every text form', async () => {
      const no = await desk.logCall(aCall());
      for (let n = 0; n < HOSTILE.length; n += 12) {
        const text = (HOSTILE[n] ?? '').slice(0, 2900);
        await desk.say(WHO.tom, text.trim() || 'x', (await desk.card(no)).ts);
        await desk.command(WHO.tom, `/ticket find ${text.slice(0, 200)}`);
      }
      const visit = await desk.orderVisit(no, {
        engineer: WHO.tom,
        address: '<!channel> <@U9EVIL>',
        need: '<https://evil.example|bank> <!here>',
      });
      await desk.actWithForm(WHO.tom, visit, 'decline', { reason: '<!everyone> {{no}} $where' });
      await desk.actWithForm(WHO.agent, visit, 'cancel', { agreedWith: '<@U9EVIL>', reason: '<!subteam^S9EVIL>' });
      await desk.press(WHO.agent, await desk.card(no), 'case-menu', `history ${no}`);
      await eventually(() => expect(desk.workspace.modals.get(WHO.agent)?.length).toBeGreaterThan(0));
      await desk.settle();
      expect(harmful()).toEqual([]);
      expect(mrkdwnIn([...desk.workspace.modals.values()].flat().map(({ body }) => body)).filter((shown) => HARMFUL.test(shown))).toEqual(
        [],
      );
      expect((await desk.case(visit))?.history.at(-1)?.note).toBe('<!subteam^S9EVIL>');
      expect((await desk.case(visit))?.data).toMatchObject({ address: '<!channel> <@U9EVIL>' });
    }, 120_000);
  });
});
