import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DateTime } from 'luxon';
import { keepPhotos } from '../../jobs/photos.js';
import { aCall, DESK, directOf, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';

const text = async (url: string, id: string): Promise<string> => (await fetch(`${url}/sandbox/files/${id}/x`)).text();

describe('the diary', () => {
  let desk: TestDesk;
  let no: string;
  beforeAll(async () => {
    const beginsAt = DateTime.fromISO('2026-11-25T09:00', { zone: 'Asia/Shanghai' });
    desk = await TestDesk.open({ settings: { visit: { keepPhotos: true } }, beginsAt });
    no = await desk.orderVisit(await desk.logCall(aCall({ customer: 'Bad <!channel> & Co 😀' })), { engineer: WHO.tom }, { minutes: 30 });
    await desk.actWithForm(WHO.tom, no, 'accept', {});
  });
  afterAll(() => desk.close());

  test('shows a day and a week, one’s own and somebody else’s', async () => {
    await desk.command(WHO.tom, '/visit week');
    await desk.answer(WHO.tom, no);
    await desk.command(WHO.agent, '/visit week @tom');
    expect(shownIn(await desk.answer(WHO.agent, no))).toContain('Tom Baker');
    await desk.command(WHO.agent, '/visit @tom');
    expect(shownIn(await desk.answer(WHO.agent, no))).toContain('Tom Baker');
    // On a phone one types the name, which one colleague has.
    for (const typed of ['week @Tom Baker', 'Tom Baker', '@tom baker']) {
      expect(shownIn(await desk.asks(WHO.agent, `/visit ${typed}`, no))).toContain('Tom Baker');
    }
    await desk.command(WHO.agent, `/visit ${no} 改期`);
    await desk.answer(WHO.agent, '编号后的“改期”未处理');
    await desk.command(WHO.agent, '/visit week');
    await desk.answer(WHO.agent, '没有上门安排');
    await desk.command(WHO.supervisor, '/visit team');
    await desk.answer(WHO.supervisor, no);
    await desk.command(WHO.supervisor, '/visit pool');
    await desk.answer(WHO.supervisor, '没有上门安排');
  });

  test('says that nobody of a name is known, and shows no other diary instead', async () => {
    for (const typed of ['@nobody', 'nobody', '<@U0NOBODY>', '<@U0NOBODY|nobody>'])
      for (const word of ['week', 'today']) {
        await desk.command(WHO.tom, `/visit ${word} ${typed}`);
        const answer = shownIn(await desk.answer(WHO.tom, 'Nobody here is known as'));
        expect(answer).not.toContain(no);
      }
  });

  test('understands what people type, and says what to do otherwise', async () => {
    await desk.command(WHO.tom, `/visit ${no.toLowerCase()}`);
    await desk.answer(WHO.tom, no);
    await desk.command(WHO.tom, `/visit ${no.slice(2)}`);
    await desk.answer(WHO.tom, no);
    await desk.command(WHO.tom, '/visit help');
    await desk.answer(WHO.tom, 'today @who');
    await desk.command(WHO.agent, '/visit 本周');
    await desk.answer(WHO.agent, '没有');
    await desk.command(WHO.tom, '/visit nonsense');
    await desk.answer(WHO.tom, 'neither a ticket');
    await desk.command(WHO.tom, '/visit T-999');
    await desk.answer(WHO.tom, 'There is no T-999');
    for (const [typed, words] of [
      ['tomorrow', 'Visits of Tom Baker tomorrow'],
      ['明天', 'Visits of Tom Baker tomorrow'],
      ['昨天', 'Visits of Tom Baker yesterday'],
      ['next week', 'Visits of Tom Baker next week'],
      ['this week', 'in the next 7 days'],
      ['明天 李强', 'Visits of 李强 tomorrow'],
      ['李强 明天', 'Visits of 李强 tomorrow'],
      ['李强', 'Visits of 李强 today'],
      ['not accepted', 'In the pool'],
      [`${no} whyy`, '“whyy” behind the number was not taken'],
      ['pool whyy', 'takes no more words'],
    ] as const) {
      await desk.asks(WHO.tom, `/visit ${typed}`, words);
    }
  });

  test('gives one’s visits as a calendar file', async () => {
    await desk.command(WHO.tom, '/visit calendar');
    await desk.answer(WHO.tom, 'calendar file is in your direct messages');
    const file = desk.posted(directOf(WHO.tom)).findLast(({ files }) => files)?.files?.[0];
    const calendar = await text(desk.app.url, file.id);
    expect(calendar).toMatch(/BEGIN:VCALENDAR[\s\S]*UID:V-1@fieldbell[\s\S]*END:VCALENDAR/);
    const { from } = ((await desk.case(no)) ?? { data: {} }).data as { from: Date };
    expect(calendar).toContain(`DTSTART:${from.toISOString().replace(/[-:]|\.\d+/g, '')}`);
    await desk.command(WHO.agent, '/visit calendar');
    await desk.answer(WHO.agent, '没有可导出');
  });

  test('a visit is ordered only of an engineer, for an open ticket, in a window that lies ahead', async () => {
    const ticket = await desk.logCall(aCall());
    await desk.command(WHO.agent, `/visit ${ticket}`);
    const view = await desk.modal(WHO.agent, 'visit.schedule');
    const values = {
      engineer: WHO.anna,
      date: '2020-01-01',
      from: '10:00',
      to: '11:00',
      address: 'x',
      phone: '123',
      travelMinutes: '30',
      need: 'x',
      kind: 'repair',
    };
    expect((await desk.submit(WHO.agent, view, values)).errors).toEqual({ engineer: expect.stringContaining('工程师') });
    expect((await desk.submit(WHO.agent, view, { ...values, engineer: WHO.tom })).errors).toEqual({
      from: expect.stringContaining('已过'),
    });
    expect(view.values.address?.value.value).toBe('x');
    await desk.actWithForm(WHO.agent, ticket, 'cancel', { cancelReason: 'mistake', reason: 'customer asked' });
    await desk.command(WHO.agent, `/visit ${ticket}`);
    await desk.answer(WHO.agent, '请先重开');
  });

  test('what people typed is shown as words in every card, notice and form', async () => {
    const shown = desk.workspace.messages.filter((message) => shownIn(message).includes(no)).map(shownIn);
    expect(shown.length).toBeGreaterThan(2);
    for (const one of shown) expect(one).not.toMatch(/"text":"[^"]*<!channel>[^"]*","verbatim"/);
  });

  test('photos of signed forms are fetched and kept if the settings say so, each once', async () => {
    await desk.pressVisit(WHO.tom, no, 'arrive');
    await desk.pressVisit(WHO.tom, no, 'startWork');
    await desk.actWithForm(WHO.tom, no, 'finish', {
      cause: '排线松动',
      workDone: '重新插紧',
      result: 'partly',
      testedBy: '周丽',
      category: 'pos',
      part: 'software',
      signedForm: 'repair',
      leaving: ['nothingLeft', 'hint', 'anythingElse', 'contactCard'],
      photos: [await desk.picture()],
    });
    await eventually(async () => expect((await desk.case(no))?.state).toBe('signed'));
    expect(await keepPhotos(desk.app.desk)).toBe(1);
    expect(await keepPhotos(desk.app.desk)).toBe(0);
  });

  test('a fault that is solved only in part keeps its ticket open and asks for another visit', async () => {
    await eventually(async () => expect((await desk.case('T-1'))?.data).toMatchObject({ needsVisit: true }));
    expect((await desk.case('T-1'))?.isOpen).toBe(true);
  });

  test('App Home has today’s visits with the next action, and for leaders who is where', async () => {
    await desk.home(WHO.tom);
    await eventually(() => expect(JSON.stringify(desk.workspace.homes.get(WHO.tom)?.body)).toContain('case:handIn'));
    await desk.home(WHO.supervisor);
    await eventually(() => expect(JSON.stringify(desk.workspace.homes.get(WHO.supervisor)?.body)).toContain('人员动态'));
    await desk.command(WHO.supervisor, '/desk engineers');
    expect(shownIn(await desk.answer(WHO.supervisor, 'Tom Baker'))).toContain('1 / 1');
    await desk.command(WHO.supervisor, '/desk');
    await desk.answer(WHO.supervisor, new RegExp(`未归档A联：<https://\\S+\\|${no}>`));
  });
});

describe('a printed form', () => {
  test('V18: blank forms come to whoever asks, by a word of either language', async () => {
    const desk = await TestDesk.open();
    try {
      await desk.command(WHO.tom, '/visit forms');
      expect((await desk.received(WHO.tom, /^forms/)).subarray(0, 5).toString()).toBe('%PDF-');
      await desk.command(WHO.engineer, '/visit 空白表单');
      expect((await desk.received(WHO.engineer, /^forms/)).subarray(0, 5).toString()).toBe('%PDF-');
    } finally {
      await desk.close();
    }
  });

  test('S10: comes to whoever asked for it alone, recorded, with what the case knows, however long', async () => {
    const desk = await TestDesk.open({ settings: { company: { name: '某某公司', phone: '400 000 0000' } } });
    try {
      const ticket = await desk.logCall(aCall({ description: '长'.repeat(2500) }));
      const no = await desk.orderVisit(ticket, { engineer: WHO.engineer, need: '长'.repeat(2900) });
      for (const form of ['order', 'contact', 'repair']) {
        await desk.press(WHO.engineer, await desk.visitCard(no, WHO.engineer), 'case-menu', `print_${form} ${no}`);
        const file = await eventually(() => {
          const found = desk.workspace.messages.find(
            ({ files, channel }) => channel === directOf(WHO.engineer) && files?.[0]?.name.startsWith(`${no}-${form}`),
          );
          if (!found) throw new Error(`no ${form}`);
          return found.files?.[0];
        });
        const pdf = await text(desk.app.url, file.id);
        expect(pdf.slice(0, 5)).toBe('%PDF-');
        expect(pdf.match(/\/Type \/Page\b/g)?.length).toBe({ order: 6, contact: 1, repair: 6 }[form]);
        expect(pdf.match(/\/FontFile/g)?.length).toBeGreaterThan(0);
        expect(file.size).toBeLessThan(150 * 1024);
      }
      expect((await desk.case(no))?.history.map(({ action, by }) => `${action} ${by}`)).toEqual(
        expect.arrayContaining(['order', 'contact', 'repair'].map((form) => `print_${form} ${WHO.engineer}`)),
      );
      expect(desk.posted(DESK).flatMap(({ files }) => files ?? [])).toEqual([]);
      // It is called as its reader says, whatever the desk speaks.
      await desk.press(WHO.tom, await desk.visitCard(no, WHO.engineer), 'case-menu', `print_order ${no}`);
      const titles = () => desk.workspace.messages.flatMap(({ files, channel }) => (channel === directOf(WHO.tom) ? (files ?? []) : []));
      await eventually(() => expect(titles()).toMatchObject([{ title: `${no} Service order (form 1)` }]));
    } finally {
      await desk.close();
    }
  });
});
