import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buttonOf } from '../../src/cases/buttons.js';
import type { KindRow } from '../../src/cases/kind.js';
import { registerKind } from '../../src/cases/kinds.js';
import { openCase } from '../../src/cases/workflow.js';
import { policyNow } from '../../src/slack/people/policy.js';
import { caseIndexes } from '../../src/store/case-indexes.js';
import { DESK, directOf, shownIn, TestDesk, WHO } from '../support/desk.js';

type State = 'open' | 'closed';
interface Data {
  readonly bay: string;
  readonly words?: string | undefined;
}

/** A van that stands in a bay until somebody drives it away: a kind that nothing outside this file knows. */
const van: KindRow<Data, State> = {
  rules: {
    name: 'van',
    prefix: 'VN',
    openStates: ['open'],
    actions: {
      note: {
        from: ['open'],
        by: ['agent'],
        form: { name: 'van.note', fields: [{ name: 'text', kind: 'longText', isRequired: true }] },
        apply: (_van, input) => ({ state: 'closed', data: { words: String(input.text) } }),
      },
    },
    promiseOf: ({ openedAt }) => new Date(openedAt.getTime() + 3_600_000),
    deadlines: ({ openedAt }) => {
      const dueAt = new Date(openedAt.getTime() + 3_600_000);
      return [{ id: 'van#1:breach', track: 'van#1', step: 'breach', dueAt, promisedAt: dueAt, to: ['owner'] }];
    },
    isBreach: () => true,
    home: () => ({ channel: 'desk' }),
    helps: () => ['note'],
  },
  card: ({ no, data, state }, { t }) => ({
    title: `${no} in ${data.bay}`,
    status: state,
    lines: [],
    buttons: [buttonOf(van.rules, no, 'note', t)],
    menu: [],
  }),
  prefill: ({ data }) => ({ text: `out of ${data.bay}` }),
  indexes: [{ fields: { team: 1, 'data.bay': 1 }, serves: 'the van of a bay' }],
};

let desk: TestDesk;
beforeAll(async () => {
  registerKind(van);
  desk = await TestDesk.open();
});
afterAll(() => desk.close());

test('a kind that is declared outside src lives on the real desk: its card, deadline, form with what it starts with, and index', async () => {
  const { cases, clock, team } = desk.app.desk;
  const around = { actor: { id: WHO.agent, roles: ['agent'] as const }, now: clock.now(), policy: await policyNow(desk.app.desk) };
  const start = { team: team.id, state: 'open' as const, owner: WHO.agent, data: { bay: 'Bay 7' } };
  await expect(cases.create('vam', (seq) => openCase(van.rules, { ...start, seq }, around))).rejects.toThrow('no kind of case named vam');
  const { no } = await cases.create('van', (seq) => openCase(van.rules, { ...start, seq }, around));
  expect(no).toBe('VN-1');
  await desk.settle();
  expect(shownIn(await desk.card(no))).toContain('VN-1 in Bay 7');

  await desk.advance('PT1H1M');
  expect((await desk.case(no))?.breachedAt).toEqual((await desk.case(no))?.dueAt);
  expect(desk.posted(directOf(WHO.agent)).map(({ blocks }) => JSON.stringify(blocks))).toContainEqual(expect.stringContaining(no));

  await desk.pressOn(WHO.agent, await desk.card(no), 'note', no);
  const view = await desk.modal(WHO.agent, 'van.note');
  expect(JSON.stringify(view.body.blocks)).toContain('out of Bay 7');
  expect(await desk.submit(WHO.agent, view, { text: 'driven away' })).toMatchObject({ ok: true });
  await desk.settle();
  expect(await desk.case(no)).toMatchObject({ state: 'closed', isOpen: false, data: { words: 'driven away' } });
  expect(desk.posted(DESK).map(shownIn)).toContainEqual(expect.stringMatching(/VN-1 in Bay 7[\s\S]*closed/));

  const built = (await cases.model.collection.listIndexes().toArray()).map(({ key }) => JSON.stringify(key));
  expect(built).toContain('{"team":1,"data.bay":1}');
  expect(built).toHaveLength(caseIndexes().length + 1);
});
