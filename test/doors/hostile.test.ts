import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openDuties } from '../../jobs/duties.js';
import { openInspections } from '../../jobs/inspections.js';
import { CALL_FORM } from '../../src/cases/call/form.js';
import { deviceForm } from '../../src/cases/device/form.js';
import { DOCUMENT_FORM, VERSION_FORM } from '../../src/cases/document/form.js';
import { planForm } from '../../src/cases/duty/form.js';
import { type Form, LONGEST_TEXT, maxOf, validate } from '../../src/cases/form.js';
import { ITEMS_FORM, projectForm } from '../../src/cases/inspection/project-form.js';
import { allKinds } from '../../src/cases/kinds.js';
import { REPORT_FORM } from '../../src/cases/problem/form.js';
import { cleanText } from '../../src/cases/text.js';
import { SCHEDULE_FORM } from '../../src/cases/visit/form.js';
import { translator } from '../../src/locales/index.js';
import { readManifest } from '../../src/slack/app/manifest.js';
import { at } from '../support/builders.js';
import { aCall, eventually, MEANT, TestDesk, WHO } from '../support/desk.js';
import { FRAMES, HARMFUL, HOSTILE } from '../support/hostile.js';

const TYPED = ['text', 'longText', 'phone', 'lookup'];
const FORMS: Form[] = [
  CALL_FORM,
  SCHEDULE_FORM,
  REPORT_FORM,
  DOCUMENT_FORM,
  VERSION_FORM,
  ITEMS_FORM,
  deviceForm(['G']),
  planForm(['G']),
  projectForm(['G']),
  ...allKinds().flatMap(({ rules: { actions } }) => Object.values(actions).flatMap(({ form }) => (form ? [form] : []))),
];

const COMMANDS = ['/ticket find', ...readManifest().commands.map(({ command }) => command)];

/** How the sentence begins that tells of a mistake of the bot's own. */
const [ERROR = ''] = translator('en')('shared.trouble.unexpected', { id: '@' }).split('@');

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
          else expect(['tooLong', 'phone', 'phoneShortened']).toContain(result.errors[field.name]?.code);
          if (result.ok) expect(String(result.values[field.name] ?? '').length).toBeLessThanOrEqual(maxOf(field) ?? LONGEST_TEXT);
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
      await desk.command(WHO.agent, '/newcall');
      for (const input of HOSTILE) {
        await desk.command(WHO.agent, '/newcall');
        const view = await desk.modal(WHO.agent, 'call.log');
        const typed = [...cleanText(input)].slice(0, 60).join('').trim() || 'x';
        // What is one customer with another is offered as that one.
        const { options = [] } = await desk.suggest(WHO.agent, view, 'customer', typed);
        const offered = options.find(({ value }) => value === typed) ?? options[0];
        const values = {
          ...aCall({
            description: input.slice(0, 3000),
            customer: offered?.value ?? typed,
            callerName: input.slice(0, 80),
          }),
        };
        delete values.outcome;
        const result = await desk.submit(WHO.agent, view, values);
        // One that is like a known one is asked about.
        const isLike = view.body.blocks.some((block: { block_id?: string }) => block.block_id === MEANT);
        if (isLike) await desk.submit(WHO.agent, view, { ...values, [MEANT]: 'new' });
        if (!result.ok && !result.errors) throw new Error(`${JSON.stringify(input.slice(0, 80))}: ${JSON.stringify(result)}`);
      }
      await desk.settle();
      expect(await desk.app.desk.cases.model.countDocuments({})).toBeGreaterThan(250);
      expect(harmful()).toEqual([]);
    }, 900_000);

    test('every one typed after a command is answered harmlessly or opens a modal, and none is an error', async () => {
      const endless = ['9'.repeat(300), `+86 ${'1 '.repeat(400)}`, '打'.repeat(4_000), 'word '.repeat(800)];
      const errors: string[] = [];
      for (const [n, typed] of [...HOSTILE, ...endless].entries()) {
        const before = desk.workspace.messages.length;
        // The frames of one seed stand one after the other: the commands share them.
        const met = COMMANDS.filter((_, k) => n >= HOSTILE.length || (k + n) % FRAMES.length === 0);
        await Promise.all(met.map((command) => desk.command(WHO.anna, `${command} ${typed}`)));
        await desk.settle();
        const failed = desk.workspace.messages.slice(before).filter(({ text }) => text.startsWith(ERROR));
        if (failed.length > 0) errors.push(`${failed.length} × ${typed.slice(0, 60)}`);
      }
      expect(errors).toEqual([]);
      expect(harmful()).toEqual([]);
    }, 900_000);

    test('registers whose every word is hostile keep them all, harmless in every list, card and history', async () => {
      const { projects, devices, duties, documents, clock, cases } = desk.app.desk;
      const at = clock.now().toJSDate();
      const words = HOSTILE.map((input) => [...cleanText(input)].slice(0, 70).join('').trim()).filter((input) => input !== '');
      for (const [n, name] of words.entries()) {
        const unique = `${n} ${name}`;
        const items = [{ id: '1', cycle: 'daily', answer: 'ok', question: name }] as const;
        await projects.add({ name: unique, group: '收银组', customer: name, path: name, items, lastItem: 1 }, WHO.tom, at);
        const words = name.slice(0, 1) ? [name.slice(0, 1)] : [];
        await devices.add(
          { name: unique, group: '收银组', type: 'server', model: name, site: name, items, lastItem: 1, words },
          WHO.tom,
          at,
        );
        const rest = { recurrence: 'daily', dueBy: '11:00', dueAfterDays: 0, evidence: 'checklist', enabledOn: '2026-01-01' } as const;
        if (n % 10 === 0) await duties.add({ name: unique, group: '收银组', lines: [name || 'x'], ...rest }, WHO.tom, at);
        const version = { n: 1, file: { id: 'F1', name, permalink: 'https://files.example.com/1' }, note: name, by: WHO.tom, at };
        if (n % 5 === 0) await documents.add({ project: `P-${n + 1}`, kind: 'other', title: unique, versions: [version] }, WHO.tom, at);
      }
      for (let n = 1; n <= words.length; n += 7)
        for (const typed of [`/project P-${n}`, `/device D-${n}`]) await desk.command(WHO.tom, typed);
      for (const typed of [
        '/project',
        '/device',
        '/docs',
        '/docs DOC-1',
        '/duty list',
        '/duty SD-1',
        '/duty SD-9',
        '/device lights <!channel>',
      ])
        await desk.command(WHO.tom, typed);
      await desk.settle();
      expect(desk.refused.filter(({ what }) => what === 'response_url')).toEqual([]);
      await openDuties(desk.app.desk);
      await openInspections(desk.app.desk);
      await desk.settle();
      expect(await cases.model.countDocuments({})).toBeGreaterThan(0);
      expect(harmful()).toEqual([]);
    }, 900_000);

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
      await desk.actWithForm(WHO.agent, visit, 'cancel', { wish: 'customer', agreedWith: '<@U9EVIL>', reason: '<!subteam^S9EVIL>' });
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
