import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SUBJECTS } from '../../commands/index.js';
import type { Case, HistoryEntry } from '../../src/cases/case.js';
import type { HistoryWords } from '../../src/cases/history.js';
import { allKinds } from '../../src/cases/kinds.js';
import { hasText, LOCALES, translator } from '../../src/locales/index.js';
import { ownWordsOf } from '../../src/slack/messages/changed.js';
import { entriesInWords } from '../../src/slack/messages/history.js';
import { policyNow } from '../../src/slack/people/policy.js';
import type { Locale } from '../../src/time/wording.js';
import { at, PACKED } from '../support/builders.js';
import { aCall, eventually, option, TestDesk, WHO } from '../support/desk.js';
import { addEverything } from '../support/everything.js';
import { readingsOf } from '../support/readings.js';

/** Fields that are bookkeeping: their changes are told by what was done, not as changes. */
const BOOKKEEPING = new Set(
  'phoneKey longestWay absentUntil begunAt givenAwayBy clock parties insteadOf acceptedAt acceptedBy consents pastPromises callbackRound customerNo callbackMadeAt handedAt escalationLevel openVisits there finding movedAt moves revision backNo links past lookedAt looks fixedAt proposedAt proposedIn spikeTakenAt spikeUntil spikeAlarmedAt shipped askedAt isFirstVisit refusedAt since lastItem words serialKey template round roundAt runs alikeTo'.split(
    ' ',
  ),
);

describe('histories of what was lived through', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await TestDesk.open({ isSeeded: true, beginsAt: at('2026-03-03T08:00') });
    await addEverything(desk);
    await aVisitWithTrouble();
    await aTicketWithTurns();
    await inspectionsFilled();
    await desk.advance('PT2H');
    await desk.settle();
  });
  afterAll(() => desk.close());

  /** Late, absent, interrupted, not ours, cried for help, finished with everything in it. */
  async function aVisitWithTrouble(): Promise<void> {
    const ticket = await desk.logCall(aCall({ outcome: 'visit' }));
    const no = await desk.orderVisit(ticket, { engineer: WHO.engineer }, { hours: 2 });
    const inSeconds = (minutes: number): number => Math.floor(desk.app.desk.clock.now().plus({ minutes }).toSeconds());
    await desk.actWithForm(WHO.engineer, no, 'accept', { remark: '带上网线' });
    await desk.actWithForm(WHO.engineer, no, 'late', { eta: inSeconds(140), delayReason: 'traffic' });
    await desk.actWithForm(WHO.engineer, no, 'customerTold', { toldAt: inSeconds(0), agreedWith: '周丽' });
    await desk.actWithForm(WHO.supervisor, no, 'addHelper', { to: WHO.tom });
    // By his presses he is at another customer's still.
    const other = await desk.orderVisit(
      await desk.logCall(aCall({ phone: '138 0000 4799', outcome: 'visit' })),
      { engineer: WHO.engineer },
      { hours: 1 },
    );
    await desk.actWithForm(WHO.engineer, other, 'accept', {});
    await desk.pressVisit(WHO.engineer, other, 'arrive');
    await desk.actWithForm(WHO.engineer, no, 'onMyWay', PACKED);
    await desk.advance('PT1H50M');
    await desk.pressVisit(WHO.engineer, no, 'arrive');
    await desk.pressAnswer(WHO.engineer, 'arriveStill', no);
    await desk.submit(WHO.engineer, await desk.modal(WHO.engineer, 'visit.arriveStill'), { reason: '上一处忘了点完成' });
    await desk.settle();
    await desk.pressVisit(WHO.engineer, no, 'absent');
    await desk.advance('PT30M');
    await desk.pressVisit(WHO.engineer, no, 'noteLeft');
    await desk.pressVisit(WHO.engineer, no, 'startWork');
    await desk.actWithForm(WHO.engineer, no, 'interrupt', { backAt: inSeconds(60), agreedWith: '周丽', reason: '午餐' });
    await desk.actWithForm(WHO.engineer, no, 'notOurs', { cause: '网线断了', advice: '请换网线', insists: 'yes' });
    await desk.pressVisit(WHO.engineer, no, 'sos');
    await desk.actWithForm(WHO.supervisor, no, 'violation', { which: 'consume', text: '在客户处吸烟' });
    const { data } = (await desk.case(no)) ?? {};
    expect(data).toMatchObject({ violations: [{ which: 'consume' }], notOurs: { isInsisted: true }, delays: [{ reason: 'traffic' }] });
    expect(data).toMatchObject({ arrivals: [{}], sos: {}, packed: PACKED.packed });
  }

  async function aTicketWithTurns(): Promise<void> {
    const no = await desk.logCall(aCall());
    await desk.pressOn(WHO.engineer, await desk.card(no), 'accept', no);
    await eventually(async () => expect((await desk.case(no))?.state).toBe('accepted'));
    await desk.settle();
    await desk.actWithForm(WHO.engineer, no, 'resolve', { steps: '更换排线', cause: '排线老化', category: 'hardware', part: 'hardware' });
    await eventually(async () => expect((await desk.case(no))?.data).toMatchObject({ resolvedBy: WHO.engineer }));
  }

  async function inspectionsFilled(): Promise<void> {
    const [open] = (await desk.app.desk.inspections.open()).filter(({ data }) => data.subjects.some(({ items }) => items.length > 0));
    const subject = open?.data.subjects[0];
    const item = subject?.items.find(({ answer }) => answer === 'ok');
    if (!open || !subject || !item) throw new Error('nothing to inspect');
    await desk.pressOn(WHO.supervisor, await desk.card(open.no), 'fill', open.no);
    const view = await desk.modal(WHO.supervisor, 'inspection.fill');
    const field = `${subject.no}_${item.id}`;
    await desk.pressInView(WHO.supervisor, view, `answer_${field}`, 'value', option('notOk'), { [`answer_${field}`]: option('notOk') });
    await eventually(() => expect(JSON.stringify(view.body.blocks)).toContain(`note_${field}`));
    await desk.submit(WHO.supervisor, view, { [`answer_${field}`]: option('notOk'), [`note_${field}`]: '红灯' });
    await eventually(async () => expect((await desk.case(open.no))?.data).toMatchObject({ results: { [field]: { value: 'notOk' } } }));
  }

  interface Lived {
    readonly no: string;
    readonly kind: string;
    readonly history: readonly HistoryEntry[];
    readonly inHistory?: HistoryWords | undefined;
  }
  async function everything(): Promise<Lived[]> {
    const { cases, projects, documents, devices, duties, customers } = desk.app.desk;
    const registered = async (kind: string, all: Promise<readonly { no: string; history: readonly HistoryEntry[] }[]>) =>
      (await all).map(({ no, history }) => ({
        no,
        kind,
        history,
        inHistory: SUBJECTS.find(({ name }) => name === kind)?.entries?.inHistory,
      }));
    return [
      ...((await cases.model.find({}).lean()) as object as Lived[]),
      ...(await registered('project', projects.all())),
      ...(await registered('document', documents.of())),
      ...(await registered('device', devices.all())),
      ...(await registered('customer', customers.all())),
      ...(await registered('duty', duties.all())),
    ];
  }
  const RAW =
    /\b[a-z]+[A-Z]\w*|\b[a-z]+(?:\.[a-z]+[A-Z]\w*)+|\b[UWF]0\w{3,}|_\d+\b|\[object|[{}]|\b(?:undefined|null|true|false|NaN)\b|\d{4}-\d\d-\d\dT|[\uE000-\uF8FF]/;

  test('Q30: no press and no moment makes a card, an entry or a refusal with a raw key in it, in either language', async () => {
    const now = desk.app.desk.clock.now();
    const policy = await policyNow(desk.app.desk);
    const readers = LOCALES.map((locale) => ({
      locale,
      now,
      t: translator(locale),
      roles: ['supervisor', 'engineer'] as const,
      user: WHO.engineer,
    }));
    const all = (await desk.app.desk.cases.model.find({}).lean()) as object as Case<object>[];
    // One of each kind in each state, the one to which most has happened.
    const leastFirst = all.toSorted((a, b) => a.history.length - b.history.length);
    const cases = [...new Map(leastFirst.map((c) => [`${c.kind} ${c.state}`, c])).values()];
    expect(new Set(cases.map(({ kind }) => kind)).size).toBe(allKinds().length);
    const lines = cases.flatMap((c) =>
      readingsOf(c, { readers, now, policy, people: [WHO.supervisor, WHO.tom] }).map((line) => `${c.kind}: ${line}`),
    );
    expect(lines.length).toBeGreaterThan(1_000);
    expect([...new Set(lines)].filter((line) => RAW.test(line)).slice(0, 40)).toEqual([]);
  });

  test('Q30: each action of each kind has words of its own in a history', () => {
    const wordless = allKinds().flatMap(({ rules: { name, actions } }) =>
      LOCALES.flatMap((locale) =>
        Object.keys(actions)
          .filter((action) => !hasText(`${name}.history.${action}`, locale))
          .map((action) => `${locale} ${name}.${action}`),
      ),
    );
    expect(wordless).toEqual([]);
  });

  test.each(['zh-CN', 'en'] as const)('Q30: no raw key, no internal id, no field name is read in %s', async (locale: Locale) => {
    const reader = { locale, now: desk.app.desk.clock.now(), t: translator(locale) };
    const lived = await everything();
    expect(new Set(lived.map(({ kind }) => kind)).size).toBeGreaterThan(6);
    const lines = lived.flatMap((one) =>
      entriesInWords(one.history, one.kind, reader, ownWordsOf(one, one.inHistory))
        .flatMap((words) => words.split('\n'))
        .map((line) => line.replace(/\uE000@[^\uE001]*\uE001/g, '@').replace(/[\uE000-\uE002]/g, '')),
    );
    expect(lines.length).toBeGreaterThan(60);
    expect(lines.filter((line) => RAW.test(line))).toEqual([]);
    const keys = new Set(lived.flatMap(({ history }) => history.flatMap(({ changes }) => changes.map(({ field }) => field))));
    const values = 'badge|usb|nothingLeft|traffic|consume|repair|working|hardware|pos|notOk|minor|major|handbook';
    const isKeyOf = new RegExp(`^ {3}(?:${[...keys].map((key) => key.replace(/[.*+?^$()[\]\\|]/g, '\\$&')).join('|')})\\s*[:：]`);
    expect(lines.filter((line) => isKeyOf.test(line))).toEqual([]);
    if (locale === 'zh-CN') {
      expect(lines.filter((line) => new RegExp(`[:：;→·+−-] ?(?:${values})\\b`).test(line))).toEqual([]);
      expect(lines.filter((line) => /[\u4e00-\u9fff]: /.test(line))).toEqual([]);
    }
    expect(lines.join('\n')).toContain(locale === 'en' ? 'Traffic' : '交通受阻');
  });

  test('Q30: what changed is told, but for bookkeeping', async () => {
    const reader = { locale: 'en' as const, now: desk.app.desk.clock.now(), t: translator('en') };
    const silent = (await everything()).flatMap((one) =>
      one.history
        .filter(({ action }) => action !== 'open' && action !== 'add')
        .flatMap((entry) => {
          const { kind } = one;
          return entry.changes
            .filter(
              (change) =>
                entriesInWords([{ ...entry, changes: [change], note: undefined }], kind, reader, ownWordsOf(one, one.inHistory))[0]?.split(
                  '\n',
                ).length === 1,
            )
            .map(({ field }) => `${kind}.${field}`);
        }),
    );
    expect([...new Set(silent)].filter((field) => !field.split('.').some((part) => BOOKKEEPING.has(part)))).toEqual([]);
  });
});
