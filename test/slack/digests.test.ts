import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { KnownBlock } from '@slack/types';
import type { CaseNo } from '../../src/cases/case.js';
import { translator } from '../../src/locales/index.js';
import type { SandboxMessage } from '../../src/sandbox/workspace.js';
import { listFoot } from '../../src/slack/outbox/list-foot.js';
import { aCall, DESK, directOf, eventually, TestDesk, WHO } from '../support/desk.js';
import { disturb, owe, waiting } from '../support/outbox.js';

describe('a burst of alarms for one channel', () => {
  let desk: TestDesk;
  let numbers: CaseNo[];

  beforeEach(async () => {
    desk = await TestDesk.open();
    numbers = [];
    for (let n = 0; n < 7; n += 1) numbers.push((await desk.logCall(aCall({ customer: `Shop ${n}` }))) as CaseNo);
    await desk.settle();
    const at = desk.app.desk.clock.now().toJSDate();
    const deadline = { id: 'd', track: 'resolve#1', step: 'snoozed', dueAt: at, promisedAt: at, to: [] };
    await owe(desk, numbers, { to: { kind: 'channel', name: 'desk' }, say: 'resolve.warning', deadline });
  });
  afterEach(() => desk.close());

  const idsOf = ({ metadata }: SandboxMessage): string[] => String(metadata?.event_payload?.notices ?? '').split(' ');
  const digests = (): SandboxMessage[] => desk.posted(DESK).filter((message) => idsOf(message).some((id) => id.endsWith(':late')));
  const toldOf = (no: CaseNo): SandboxMessage[] => digests().filter((message) => idsOf(message).includes(`${no}:late`));

  test('that Slack refuses is tried again, and tells of each case once', async () => {
    disturb(desk, { slack: 'fails', times: 1 });
    await desk.app.desk.outbox.run();
    expect(digests()).toEqual([]);
    expect(await waiting(desk)).toBe(numbers.length);
    await eventually(async () => expect(await waiting(desk)).toBe(0));
    expect(digests()).toHaveLength(1);
    for (const no of numbers) expect((await desk.case(no))?.sent.filter(({ id }) => id === `${no}:late`)).toHaveLength(1);
  });

  test('whose connection breaks after Slack took it is found there, not told again', async () => {
    disturb(desk, { slack: 'breaks', times: 1 });
    await desk.app.desk.outbox.run();
    await eventually(async () => expect(await waiting(desk)).toBe(0));
    for (const no of numbers) expect(toldOf(no)).toHaveLength(1);
    for (const no of numbers) expect((await desk.case(no))?.sent.at(-1)?.ts).toBe(toldOf(no)[0]?.ts);
  });

  test('is told without a case that ended meanwhile', async () => {
    await desk.app.desk.cases.model.collection.updateOne({ no: 'T-3' }, { $set: { isOpen: false } });
    await desk.app.desk.outbox.run();
    expect(digests()).toHaveLength(1);
    expect(digests().flatMap(idsOf)).toEqual(numbers.filter((no) => no !== 'T-3').map((no) => `${no}:late`));
    expect(await waiting(desk)).toBe(0);
  });
});

describe('a list of more than it has room for', () => {
  let desk: TestDesk;
  const SUP = directOf(WHO.supervisor);
  const blocksOf = ({ blocks = [] }: SandboxMessage): string => JSON.stringify(blocks);
  const times = (words: string, within: string): number => within.split(words).length - 1;

  beforeEach(async () => {
    desk = await TestDesk.open();
  });
  afterEach(() => desk.close());

  test('18: tells of the others what each was about, with its presses; what is asked besides what is late is said too', async () => {
    const numbers: CaseNo[] = [];
    for (let n = 0; n < 11; n += 1) numbers.push((await desk.logCall(aCall({ customer: `Shop ${n}` }))) as CaseNo);
    await desk.settle();
    const at = desk.app.desk.clock.now().toJSDate();
    const to = { kind: 'person', user: WHO.supervisor };
    const held = { until: at };
    const deadline = { id: 'd', track: 'resolve#1', step: 'snoozed', dueAt: at, promisedAt: at, to: [] };
    await owe(desk, numbers, { to, held, say: 'resolve.repeat', deadline });
    const asked = { to, held, say: 'escalated', params: { by: 'Tom', reason: 'no spare part' }, isUrgent: true, createdAt: at };
    for (const no of numbers)
      await desk.app.desk.cases.model.collection.updateOne({ no }, { $push: { notices: { id: `${no}:asked`, ...asked } } } as never);
    await desk.app.desk.outbox.run();
    const list = await eventually(() => {
      const found = desk.posted(SUP).findLast((one) => blocksOf(one).includes('no spare part'));
      if (!found) throw new Error('no list');
      return found;
    });
    expect(times('no spare part', blocksOf(list))).toBe(10);
    expect(times('"case:accept"', blocksOf(list))).toBe(10);
    expect(times('"case:handOver"', blocksOf(list))).toBe(10);
    const press = /"action_id":"(case:rest[^"]*)"[^}]*"value":"([^"]*)"/.exec(
      blocksOf(list).replaceAll(/\{"type":"plain_text"[^}]*\}/g, '0'),
    );
    const no = /T-\d+/.exec(press?.[2] ?? '')?.[0] ?? '';
    await desk.press(WHO.supervisor, list, press?.[1] ?? '', press?.[2] ?? '');
    const rest = await desk.answer(WHO.supervisor, 'no spare part');
    expect(blocksOf(rest)).toContain(`|${no}>`);
    for (const name of ['accept', 'handOver']) expect(times(`"case:${name}"`, blocksOf(rest))).toBe(1);
    // Answered from there, it says so to whoever opens it again.
    await desk.pressOn(WHO.tom, await desk.card(no), 'accept', no);
    await desk.settle();
    await eventually(async () => {
      await desk.press(WHO.supervisor, list, press?.[1] ?? '', press?.[2] ?? '');
      await desk.settle();
      expect(blocksOf(await desk.answer(WHO.supervisor, 'no spare part'))).toContain('✅');
    });
  });
});

describe('the press that opens what a list leads to by no link', () => {
  const linked = (no: string, isLinked: boolean) => ({
    no: no as CaseNo,
    record: { no, kind: 'ticket', data: {} } as never,
    home: isLinked ? { channel: DESK, ts: '1.1' } : undefined,
  });
  const labelOf = (links: readonly boolean[]): string => {
    const shown = links.map((isLinked, n) => linked(`T-${n + 1}`, isLinked));
    const parts = { team: { url: 'https://desk.example/' }, channels: { leadsTo: () => true } };
    const blocks: KnownBlock[] = listFoot(parts, { shown, more: [], over: [] }, { t: translator('en'), user: WHO.tom } as never);
    return /"text":"([^"]*)"/.exec(JSON.stringify(blocks))?.[1] ?? '';
  };

  test('names one by its number, and says of several how many they are', () => {
    expect(labelOf([true, true])).toBe('');
    expect(labelOf([false, true])).toBe('Open T-1');
    expect(labelOf(Array.from({ length: 10 }, () => false))).toBe('Open all 10');
    expect(labelOf([true, false, false])).toBe('Open the 2 without a link');
  });
});
