import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { CaseNo } from '../../src/cases/case.js';
import type { Fault } from '../../src/cases/fault/fault.js';
import { act } from '../../src/slack/act.js';
import { at } from '../support/builders.js';
import { aCall, directOf, eventually, option, shownIn, TestDesk, WHO } from '../support/desk.js';

const TOM = WHO.tom;
let desk: TestDesk;
beforeAll(async () => {
  desk = await TestDesk.open({ beginsAt: at('2026-03-03T10:00') });
});
afterAll(() => desk.close());

test('issue 19: in a list, too, an entry that failed says what it is called and how often; its owner is asked to look, not who leads', async () => {
  for (const titleEn of ['Till prints twice', 'Scale shows nothing']) {
    await desk.command(TOM, '/fault add');
    const entry = { titleEn, symptomsEn: titleEn, stepsEn: 'Restart it', category: option('hardware') };
    await desk.submit(TOM, await desk.modal(TOM, 'fault.add'), entry);
    await desk.modal(TOM, 'tell');
    await desk.closeModals(TOM);
  }
  for (let n = 0; n < 3; n += 1) {
    const no = await desk.logCall(aCall({ phone: `138 0000 47${n}1`, customer: `Shop ${n}`, description: 'prints twice' }), TOM);
    const tom = await desk.app.desk.people.find(TOM);
    for (const fault of ['F-1', 'F-2'] as CaseNo[])
      expect(await act(desk.app.desk, tom, fault, 'didNotHelp', { ticket: no }, undefined)).toMatchObject({ ok: true });
    await desk.actWithForm(TOM, no, 'resolve', {
      steps: 'sent it in',
      cause: 'board',
      category: option('hardware'),
      part: option('hardware'),
    });
  }
  for (const fault of ['F-1', 'F-2'])
    await eventually(async () => expect(Object.values(((await desk.case(fault)) as Fault | undefined)?.data.links ?? {})).toHaveLength(3));
  await desk.advance('P8D');
  await desk.settle();
  const told = (user: string): string => desk.posted(directOf(user)).map(shownIn).join('\n');
  await eventually(() => expect(told(WHO.supervisor)).toMatch(/F-2[^\n]*Scale shows nothing/));
  for (const user of [WHO.supervisor, TOM]) {
    expect(told(user)).toMatch(/Till prints twice[^\n]*3/);
    expect(told(user)).not.toContain('{{');
  }
  expect(told(TOM)).not.toMatch(/F-\d[^\n]*Supervisor: please see to it/);
  // What a list has no room for is a row that says why it waits.
  await desk.command(WHO.supervisor, '/desk cases F-1 F-2');
  expect(shownIn(await desk.answer(WHO.supervisor, 'F-2'))).toContain('待核对：已有 3 次不管用');
});
