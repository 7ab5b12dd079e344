import { afterEach, describe, expect, test } from '@jest/globals';
import { PACKED } from '../support/builders.js';
import { ALARMS, aCall, DESK, directOf, shownIn, TestDesk, WHO } from '../support/desk.js';

const urgent = (changes: Record<string, unknown> = {}) => aCall({ impact: 'high', urgency: 'high', ...changes });
const MINUTE = 60_000;

describe('promises outlive the machine', () => {
  let desk: TestDesk;
  afterEach(() => desk.close());

  const reconcile = async (): Promise<void> => {
    await desk.settle();
    await desk.app.desk.fallbacks.run();
  };
  const held = () => desk.workspace.scheduled;
  /** The messages in the alarms' channel that Slack posted for us. */
  const sounded = () => desk.posted(ALARMS).filter(({ text }) => text.includes('fieldbell='));
  const own = () => desk.posted(ALARMS).filter(({ text }) => !text.includes('fieldbell='));
  const dueOf = async (no: string): Promise<number> => {
    const { dueAt } = (await desk.case(no)) ?? {};
    if (!dueAt) throw new Error(`${no} has no promise`);
    return dueAt.getTime();
  };

  test('a P1, an urgent call and a visit each leave an alarm with Slack; an ordinary call does not', async () => {
    desk = await TestDesk.open();
    const p1 = await desk.logCall(urgent());
    const low = await desk.logCall(aCall({ impact: 'low', urgency: 'high' }));
    const ordinary = await desk.logCall(aCall());
    const visit = await desk.orderVisit(ordinary);
    await reconcile();
    for (const no of [p1, low, visit]) {
      const message = held().find(({ text }) => text.includes(`|${no}>`));
      if (!message) throw new Error(`nothing for ${no}`);
      const after = message.postAt * 1000 - (no === visit ? await fromOf(visit) : await dueOf(no));
      expect(after).toBeGreaterThanOrEqual(3 * MINUTE);
      expect(after).toBeLessThan(5 * MINUTE);
      expect(message.channel).toBe(ALARMS);
      expect(message.text).toMatch(/^⚠️ Fieldbell 没有应答/);
    }
    expect(held().some(({ text }) => text.includes(`|${ordinary}>`))).toBe(false);
    const before = JSON.stringify(held());
    await reconcile();
    expect(JSON.stringify(held())).toBe(before);
  });

  const windowOf = async (no: string): Promise<{ from: Date; to: Date }> => {
    const { from, to } = ((await desk.case(no))?.data ?? {}) as { from?: Date; to?: Date };
    if (!from || !to) throw new Error(`${no} has no window`);
    return { from, to };
  };
  const fromOf = async (no: string): Promise<number> => (await windowOf(no)).from.getTime();
  const endOf = async (no: string): Promise<number> => (await windowOf(no)).to.getTime();

  test('the machine off for a day: each alarm stands in the channel at its time; on again, nothing is told twice there', async () => {
    desk = await TestDesk.open({ settings: { language: 'en' } });
    const p1 = await desk.logCall(urgent());
    const visit = await desk.orderVisit(await desk.logCall(aCall()));
    const sos = await desk.orderVisit(await desk.logCall(aCall()), { engineer: WHO.engineer, travelMinutes: '10' }, { hours: 9 });
    await desk.actWithForm(WHO.engineer, sos, 'accept', {});
    await desk.actWithForm(WHO.engineer, sos, 'onMyWay', PACKED);
    await desk.pressVisit(WHO.engineer, sos, 'sos');
    await reconcile();
    const calledAt = desk.app.desk.clock.now().toMillis();
    const begun = own().length;
    await desk.turnBot('off');
    await desk.advance('PT24H');

    const soundedOf = (no: string) => sounded().flatMap(({ text, ts }) => (text.includes(`|${no}>`) ? [Number(ts) * 1000] : []));
    const expected: [string, number[]][] = [
      [p1, [await dueOf(p1)]],
      // Nobody there as the window begins, and nobody as it ends.
      [visit, [await fromOf(visit), await endOf(visit)]],
      // A call for help sounds again by full minutes.
      [sos, [Math.floor(calledAt / MINUTE) * MINUTE + 5 * MINUTE, await fromOf(sos), await endOf(sos)]],
    ];
    for (const [no, due] of expected) {
      const late = soundedOf(no).map((at, n) => at - (due[n] ?? Number.NaN));
      expect(late).toHaveLength(due.length);
      for (const ms of late) {
        expect(ms).toBeGreaterThanOrEqual(3 * MINUTE - 5_000);
        expect(ms).toBeLessThan(5 * MINUTE);
      }
    }
    expect(own()).toHaveLength(begun);
    const before = sounded().length;

    await desk.turnBot('on');
    await reconcile();
    expect(sounded()).toHaveLength(before);
    for (const [no] of expected)
      expect(
        own()
          .slice(begun)
          .filter((message) => shownIn(message).includes(no)),
      ).toEqual([]);
    for (const [no] of expected)
      for (const who of [WHO.supervisor, WHO.head])
        expect(
          desk
            .posted(directOf(who))
            .filter((message) => Number(message.ts) * 1000 > calledAt + 23 * 60 * MINUTE && shownIn(message).includes(no)),
        ).not.toEqual([]);
    const back = desk.posted(DESK).filter(({ threadTs, text }) => threadTs && text.includes('Fieldbell is back'));
    expect(back).toHaveLength(4);

    await desk.advance('PT1H');
    await reconcile();
    expect(sounded()).toHaveLength(before);
  });

  test('the bot itself tells it, and takes it back: Slack stays silent', async () => {
    desk = await TestDesk.open();
    const no = await desk.logCall(urgent());
    await reconcile();
    expect(held()).toHaveLength(1);
    const begun = own().length;
    await desk.advance('PT4H1M');
    expect(own()).toHaveLength(begun + 1);
    expect(held()).toEqual([]);
    await desk.advance('PT1H');
    expect(sounded()).toEqual([]);
    expect((await desk.case(no))?.fallbacks ?? []).toEqual([]);
  });

  test('kept, moved, ended and opened again: what Slack holds follows', async () => {
    desk = await TestDesk.open();
    const no = await desk.logCall(urgent());
    await reconcile();
    const first = held()[0]?.postAt ?? 0;

    const newDueAt = desk.app.desk.clock.now().plus({ hours: 30 }).startOf('minute');
    await desk.pressOn(WHO.engineer, await desk.card(no), 'accept', no);
    await desk.settle();
    const moved = await desk.actWithForm(WHO.engineer, no, 'newTime', {
      newDueAt: Math.floor(newDueAt.toSeconds()),
      solution: '更换打印机主板，备件明天到货',
      consentedBy: '周丽',
    });
    expect(moved).toMatchObject({ ok: true });
    await reconcile();
    expect(held().map(({ postAt }) => postAt)).toEqual([Math.ceil(((await dueOf(no)) + 3 * MINUTE) / MINUTE) * 60]);
    expect(held()[0]?.postAt).toBeGreaterThan(first);

    await desk.actWithForm(WHO.engineer, no, 'resolve', {
      steps: '更换了打印头，恢复正常',
      category: 'hardware',
      cause: '磨损',
      part: 'hardware',
    });
    await reconcile();
    expect((await desk.case(no))?.state).toBe('resolved');
    expect(held()).toEqual([]);

    await desk.actWithForm(WHO.supervisor, no, 'reopen', { reason: '又坏了，客户再次来电' });
    await reconcile();
    expect(held()).toHaveLength(1);
  });

  test('what a customer typed stands there as words, and a number in it is masked', async () => {
    desk = await TestDesk.open({ settings: { language: 'en' } });
    await desk.logCall(urgent({ customer: '<!channel> & *Shop*', description: 'call me at 138-0000-4711 <https://evil.example|here>' }));
    await reconcile();
    const [{ text } = { text: '' }] = held();
    expect(text).toContain('&lt;!channel&gt; &amp;');
    expect(text).toContain('138••••11');
    expect(text).not.toContain('4711');
    expect(text).not.toContain('<https://evil');
  });
});
