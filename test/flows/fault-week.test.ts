import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { CaseNo } from '../../src/cases/case.js';
import { act } from '../../src/slack/act.js';
import { weeksCalls } from '../cases/fault/week.js';
import { at } from '../support/builders.js';
import { aCall, eventually, option, TestDesk, WHO } from '../support/desk.js';

const ANNA = WHO.anna;
const TOM = WHO.tom;
let desk: TestDesk;
beforeAll(async () => {
  desk = await TestDesk.open({ beginsAt: at('2026-03-02T08:00') });
});
afterAll(() => desk.close());

/** The known faults that the call log shows for what a caller says. */
async function shownFor(description: string): Promise<string[]> {
  await desk.command(ANNA, '/newcall');
  const view = await desk.modal(ANNA, 'call.log');
  const drawn = (): string => JSON.stringify(view.body.blocks);
  await desk.pressInView(ANNA, view, '', 'case:call.lookUp', 'known', { description });
  await eventually(() => expect(drawn()).toMatch(/No known fault is like this|case:call\.tryIt/));
  await desk.closeModals(ANNA);
  return [...drawn().matchAll(/"action_id":"case:call\.tryIt"[^}]*\}[^}]*"value":"(F-\d+)"/g)].map(([, no = '']) => no);
}

test('issue 19: fifty calls of a week with the table empty at first; most of what was met before is answered from it by the end', async () => {
  const entries = new Map<string, string>();
  const week = { calls: 0, firstTime: 0, answered: 0, first: 0 };
  const tom = await desk.app.desk.people.find(TOM);
  for (const [n, [id, words]] of weeksCalls().entries()) {
    const shown = await shownFor(words);
    const known = entries.get(id);
    week.calls += 1;
    week.firstTime += known ? 0 : 1;
    week.answered += known && shown.includes(known) ? 1 : 0;
    week.first += known && shown[0] === known ? 1 : 0;
    const no = (await desk.logCall(aCall({ phone: `138 0001 ${4000 + n}`, description: words }), ANNA)) as CaseNo;
    const solved = { steps: 'put right', cause: 'worn out', category: 'hardware', part: 'hardware' };
    if (known) expect(await act(desk.app.desk, tom, no, 'resolve', { ...solved, fault: known }, undefined)).toMatchObject({ ok: true });
    else {
      const chosen = { ...solved, category: option('hardware'), part: option('hardware'), fault: option('new') };
      expect(await desk.actWithForm(TOM, no, 'resolve', chosen)).toMatchObject({ ok: true });
      await desk.closeModals(TOM);
      entries.set(id, (await desk.app.desk.faults.everyone())[0]?.no ?? '');
    }
    await desk.settle();
  }
  expect(week.calls).toBe(50);
  expect(week.answered / (week.calls - week.firstTime)).toBeGreaterThanOrEqual(0.6);
}, 600_000);
