import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { unzipSync } from 'fflate';
import { at } from '../support/builders.js';
import { aCall, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';

let desk: TestDesk;
let no: string;
beforeAll(async () => {
  desk = await TestDesk.open({
    beginsAt: at('2026-11-24T09:30'),
    settings: { roles: { engineers: [WHO.engineer, WHO.tom], supervisors: [WHO.supervisor], heads: [WHO.head] } },
  });
  no = await desk.orderVisit(await desk.logCall(aCall({ customer: '花间花艺' })), { engineer: WHO.engineer });
  await desk.actWithForm(WHO.agent, no, 'violation', { which: 'gifts', text: '客户说工程师收了一个红包' });
  await eventually(async () => expect((await desk.case(no))?.data).toMatchObject({ violations: [{ which: 'gifts' }] }));
});
afterAll(() => desk.close());

test('D14: a reported violation stands in the month’s list and sheet for those who lead, with whose visit it was', async () => {
  // Handed on since: it was not on his watch.
  await desk.actWithForm(WHO.supervisor, no, 'reassign', { to: WHO.tom, reason: '换人' });
  await eventually(async () => expect((await desk.case(no))?.data).toMatchObject({ engineer: WHO.tom }));
  const list = await desk.asks(WHO.supervisor, '/desk violations 2026-11', /红包/);
  const shown = shownIn(list);
  for (const words of [no, '花间花艺', '李强']) expect(shown).toContain(words);
  expect(shown).not.toContain('Tom Baker');
  expect((await desk.case(no))?.data).toMatchObject({ violations: [{ by: WHO.agent }] });
  expect(JSON.stringify(list.blocks?.filter(({ type }) => type === 'data_table'))).not.toContain('王小美');
  await desk.press(WHO.supervisor, list, 'case:visit.violations', '2026-11-01..2026-11-30');
  const sheet = Object.entries(unzipSync(await desk.received(WHO.supervisor, /^violations-2026-11-01\.xlsx/)));
  const text = sheet.map(([, bytes]) => Buffer.from(bytes).toString()).join('');
  expect(text).toContain('红包');
  expect(text).not.toContain('王小美');
});

test('D14: of a month without one it is said, and nobody else reads the list', async () => {
  await desk.asks(WHO.head, '/desk 违规 2026-10', '没有违规记录');
  const refused = await desk.asks(WHO.engineer, '/desk violations 2026-11', '仅主管和部门负责人');
  expect(shownIn(refused)).not.toContain('红包');
});
