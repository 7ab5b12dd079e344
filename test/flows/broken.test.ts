import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DateTime } from 'luxon';
import { audit } from '../../jobs/auditor.js';
import { openDuties } from '../../jobs/duties.js';
import { openInspections } from '../../jobs/inspections.js';
import { keepPhotos } from '../../jobs/photos.js';
import { recomputeAfterNewSettings } from '../../jobs/recompute.js';
import { forgetOld } from '../../jobs/retention.js';
import { sweep } from '../../jobs/sla.js';
import { aCall, directOf, eventually, option, shownIn, TestDesk, WHO } from '../support/desk.js';

const GROUP = '服务器组';

describe('S4: an entry that is stored wrongly stops nobody else', () => {
  let desk: TestDesk;
  beforeEach(async () => {
    desk = await TestDesk.open({
      logLevel: 'fatal',
      settings: { retention: { personalData: 'P1D' }, visit: { keepPhotos: true } },
      // A Thursday: four and five days later are work days, and at that hour their duties have opened.
      beginsAt: DateTime.fromISO('2026-11-26T15:00', { zone: 'Asia/Shanghai' }),
    });
  });
  afterEach(() => desk.close());

  const bot = () => desk.app.desk;
  const aDuty = async (name: string): Promise<string> => {
    const data = {
      name,
      group: GROUP,
      recurrence: 'daily',
      dueBy: '18:00',
      dueAfterDays: 0,
      evidence: 'text',
      lines: [],
      enabledOn: '2026-01-01',
    } as const;
    const written = await bot().duties.add(data, WHO.tom, bot().clock.now().toJSDate());
    if (!written.ok) throw new Error(written.why);
    return written.entry.no;
  };
  /** As an older bot or a hand in the database would have left it. */
  const poison = async (collection: string, no: string, change: object): Promise<void> => {
    await bot().cases.model.db.collection(collection).updateOne({ no }, { $set: change });
  };
  const told = (no: string): string[] =>
    desk
      .posted(directOf(WHO.supervisor))
      .map(shownIn)
      .filter((words) => words.includes(`${no} is broken`) || words.includes(`${no} 数据有误`));
  const answerTo = async (user: string, typed: string, words: string): Promise<string> => {
    await desk.command(user, typed);
    return shownIn(await desk.answer(user, words));
  };

  test.each([
    [{ recurrence: 'custom', rule: 'FREQ=DAILY;FREQ=SECONDLY' }, 'FREQ=SECONDLY'],
    [{ recurrence: 'custom', rule: 'FREQ=YEARLY;BYDAY=54MO' }, '54MO'],
    [{ recurrence: 'custom', rule: 'FREQ=MONTHLY;BYMONTHDAY=32' }, 'BYMONTHDAY=32'],
    [{ dueBy: 'soon' }, 'Due by'],
    [{ dueAfterDays: 1e9 }, 'Work days after it opens'],
    [{ lines: 7 }, 'Checklist'],
    [{ enabledOn: 'never' }, 'Switched on'],
  ])('a duty with %j: the others open, and its card shows what to mend', async (change, words) => {
    const [broken, sound] = [await aDuty('Broken'), await aDuty('Sound')];
    await poison('duties', broken, change);
    await desk.advance('P5D');
    for (let n = 0; n < 3; n += 1) await openDuties(bot());
    await bot().broken.told();
    const turns = await bot().duties.between('0000', '9999');
    expect(turns.length).toBeGreaterThan(0);
    expect(new Set(turns.map(({ data }) => data.duty))).toEqual(new Set([sound]));
    expect(told(broken)).toHaveLength(1);
    expect(await answerTo(WHO.tom, '/duty list', sound)).toContain('broken: open it');
    expect(await answerTo(WHO.tom, `/duty ${broken}`, 'takes part in nothing')).toContain(words);
    await desk.home(WHO.tom);
    await eventually(() => expect(JSON.stringify(desk.workspace.homes.get(WHO.tom))).toContain('Sound'));
  });

  test('it is mended in its form, or removed', async () => {
    const [first, second] = [await aDuty('First'), await aDuty('Second')];
    for (const no of [first, second]) await poison('duties', no, { recurrence: 'custom', rule: 'FREQ=DAILY;FREQ=SECONDLY', dueBy: 'x' });
    await desk.command(WHO.tom, `/duty ${first}`);
    await desk.pressAnswer(WHO.tom, 'duty.edit', first);
    const view = await desk.modal(WHO.tom, 'duty.edit');
    const values = { name: 'First', group: option(GROUP), recurrence: option('custom'), dueBy: '18:00', evidence: option('text') };
    const refused = await desk.submit(WHO.tom, view, { ...values, rule: 'FREQ=DAILY;FREQ=SECONDLY' });
    expect(refused.errors?.rule).toContain('“FREQ=SECONDLY” says again');
    expect(await desk.submit(WHO.tom, view, { ...values, rule: 'FREQ=DAILY' })).toMatchObject({ ok: true });
    await desk.command(WHO.tom, `/duty ${second}`);
    await desk.pressAnswer(WHO.tom, 'duty.delete', second);
    await eventually(async () => expect((await bot().duties.all()).map(({ no }) => no)).toEqual([first]));
    await desk.advance('P4D');
    expect((await bot().duties.between('0000', '9999')).length).toBeGreaterThan(0);
  });

  test('a ticket that cannot be decided on: the others warn and breach, it is listed and shown by its number, told once', async () => {
    const broken = await desk.logCall(aCall());
    const sound = await desk.logCall(aCall());
    await poison('cases', broken, { data: { priority: 'P9' }, version: 7 });
    await desk.sleepThrough({ hours: 48 });
    for (let n = 0; n < 3; n += 1) await sweep(bot());
    await bot().broken.told();
    expect((await desk.case(sound))?.breachedAt).toBeDefined();
    expect(told(broken)).toHaveLength(1);
    expect(await answerTo(WHO.anna, '/ticket open', sound)).toContain('broken: open it');
    await answerTo(WHO.anna, `/ticket ${broken}`, 'This case cannot be shown');
    await desk.home(WHO.agent);
    await eventually(() => expect(JSON.stringify(desk.workspace.homes.get(WHO.agent))).toContain(sound));
    await poison('cases', broken, { deadlines: [] });
    await audit(bot());
    await bot().memory.remember('policy', 'other');
    expect(await recomputeAfterNewSettings(bot())).toBeGreaterThanOrEqual(0);
    await poison('cases', broken, { isOpen: false, closedAt: new Date(0), history: 'none' });
    await forgetOld(bot());
    await keepPhotos(bot());
  });

  test('a project whose items are no items: the others of its group are inspected', async () => {
    const items = [{ id: '1', cycle: 'daily', answer: 'ok', question: 'Runs?' }] as const;
    const at = bot().clock.now().toJSDate();
    const add = (name: string) => bot().projects.add({ name, group: GROUP, items, lastItem: 1 }, WHO.tom, at);
    const [broken, sound] = [await add('Broken'), await add('Sound')];
    if (!broken.ok || !sound.ok) throw new Error('not added');
    await poison('projects', broken.entry.no, { items: 'none' });
    await desk.advance('P4D');
    await openInspections(bot());
    await bot().broken.told();
    const inspections = await bot().inspections.between('0000', '9999');
    expect(inspections.length).toBeGreaterThan(0);
    expect(new Set(inspections.flatMap(({ data }) => data.subjects.map(({ no }) => no)))).toEqual(new Set([sound.entry.no]));
    expect(told(broken.entry.no)).toHaveLength(1);
    await answerTo(WHO.tom, '/project', sound.entry.no);
    await answerTo(WHO.tom, `/project ${broken.entry.no}`, 'takes part in nothing');
    await desk.pressAnswer(WHO.tom, 'project.items', broken.entry.no);
    await desk.submit(WHO.tom, await desk.modal(WHO.tom, 'project.items'), { items: 'daily | ok | Runs?' });
    await answerTo(WHO.tom, `/project ${broken.entry.no}`, 'Runs?');
  });

  const readiness = async () => (await (await fetch(`${desk.app.url}/readyz`)).json()) as object;
  const jobRuns = async (job: string, result: string): Promise<number> => {
    const { values } = await bot().metrics.jobs.get();
    const found = values.find(
      ({ metricName, labels }) => metricName === 'fieldbell_job_seconds_count' && labels.job === job && labels.result === result,
    );
    return found?.value ?? 0;
  };

  test.each<[string, object]>([
    ['a notice that is none', { notices: [{ x: 1 }], nextNoticeAt: new Date(0) }],
    ['a notice to nobody known', { notices: [{ id: 'a', to: { kind: 'moon' }, say: 'card', params: {} }], nextNoticeAt: new Date(0) }],
    ['null among them', { notices: [null, 'x', 7], nextNoticeAt: new Date(0) }],
    ['no list of notices', { notices: 'none', nextNoticeAt: new Date(0) }],
    ['no list of what was sent', { sent: 'none', notices: [{ x: 1 }], nextNoticeAt: new Date(0) }],
    ['a kind that nobody knows', { kind: 'moon', notices: [{ x: 1 }], nextNoticeAt: new Date(0) }],
  ])('S4, S16: %s: everything else is posted, its case is named once, and it waits no longer', async (_, stored) => {
    const broken = await desk.logCall(aCall());
    await poison('cases', broken, stored);
    const sound = await desk.logCall(aCall());
    for (let n = 0; n < 3; n += 1) await bot().outbox.run();
    await bot().broken.told();
    await desk.card(sound);
    expect(told(broken)).toHaveLength(1);
    expect(await bot().cases.noticesDue(bot().clock.now().toJSDate())).toBe(0);
    await desk.app.runJobs();
    expect(await jobRuns('outbox', 'failed')).toBe(0);
    expect(await readiness()).toEqual({ ok: true });
  });

  test('S4, S16: beside a notice that cannot be read the others of its case go out', async () => {
    const no = await desk.logCall(aCall());
    await poison('cases', no, { notices: [] });
    const sound = {
      id: `${no}:9:0`,
      to: { kind: 'person', user: WHO.engineer },
      say: 'escalated',
      params: {},
      isUrgent: true,
      createdAt: new Date(),
    };
    await poison('cases', no, { notices: [{ x: 1 }, sound], nextNoticeAt: new Date(0) });
    await bot().outbox.run();
    await eventually(() => expect(desk.posted(directOf(WHO.engineer)).some((one) => shownIn(one).includes(no))).toBe(true));
    expect((await desk.case(no))?.notices).toEqual([]);
  });

  test('S4: a case whose data cannot be put into words is told nevertheless, and once', async () => {
    const no = await desk.logCall(aCall());
    const notice = {
      id: `${no}:9:0`,
      to: { kind: 'person', user: WHO.engineer },
      say: 'escalated',
      params: {},
      isUrgent: true,
      createdAt: new Date(),
    };
    await poison('cases', no, { pauses: 7, deadlines: 7, alarms: 7, data: null, notices: [notice], nextNoticeAt: new Date(0) });
    for (let n = 0; n < 3; n += 1) await bot().outbox.run();
    const heard = desk.posted(directOf(WHO.engineer)).filter((one) => shownIn(one).includes(no));
    expect(heard).toHaveLength(1);
  });

  test('S4, S16: an outbox that cannot work counts as failed, and /readyz says so until it can', async () => {
    const look = bot().cases.model.find;
    Reflect.set(bot().cases.model, 'find', () => {
      throw new TypeError('the outbox cannot look');
    });
    await desk.app.runJobs();
    Reflect.set(bot().cases.model, 'find', look);
    expect(await jobRuns('outbox', 'failed')).toBe(1);
    expect(await readiness()).toEqual({ ok: false, missing: ['outbox'] });
    await desk.app.runJobs();
    expect(await readiness()).toEqual({ ok: true });
  });

  test('S4: a case that cannot say what Slack is to hold for it stops neither the sweep nor the others', async () => {
    const broken = await desk.logCall(aCall({ impact: 'high', urgency: 'high' }));
    const sound = await desk.logCall(aCall());
    await poison('cases', broken, { notices: [null], fallbacks: [null, { id: 7 }], fallbackAt: new Date(1) });
    await desk.sleepThrough({ hours: 48 });
    await sweep(bot());
    await bot().fallbacks.run();
    expect((await desk.case(sound))?.breachedAt).toBeDefined();
    await bot().broken.told();
    expect(told(broken)).toHaveLength(1);
    expect(() => bot().fallbacks.check()).not.toThrow();
  });

  test('O28: a number that is too large says so', async () => {
    await desk.command(WHO.tom, '/duty add');
    const view = await desk.modal(WHO.tom, 'duty.edit');
    const values = {
      name: 'Round',
      group: option(GROUP),
      recurrence: option('daily'),
      dueBy: '11:00',
      evidence: option('checklist'),
      lines: 'x',
    };
    const { errors } = await desk.submit(WHO.tom, view, { ...values, remindMinutes: '99999' });
    expect(errors?.remindMinutes).toContain('at most 10080');
  });
});
