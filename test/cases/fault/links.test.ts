import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CaseNo } from '../../../src/cases/case.js';
import { heardFrom, heardIn } from '../../../src/cases/fault/heard.js';
import { bounded, failuresSince, LINK_EVENTS, type LinkEvent, MOST_LINKS, withEvent, worked } from '../../../src/cases/fault/links.js';

const DAY = 86_400_000;
const NONE = { used: 0, failed: 0 };
interface Happened {
  readonly ticket: CaseNo;
  readonly event: LinkEvent;
  readonly at: Date;
}
type Links = Parameters<typeof worked>[0];
const after = (events: readonly Happened[]): Links =>
  events.reduce<Links>((links, { ticket, event, at }) => withEvent(links, ticket, event, at, 'U1'), {});

/** What a life of one ticket comes to, told as people would: a step at a time. It is used, fails, is opened again. */
function lived(events: readonly Happened[]): 'used' | 'failed' | 'open' {
  let is: 'used' | 'failed' | 'open' = 'open';
  let usedAt = 0;
  for (const { event, at } of events) {
    if (event === 'used') [is, usedAt] = ['used', at.getTime()];
    else if (event === 'failed') is = 'failed';
    else if (event === 'linked' || event === 'unlinked') is = 'open';
    else if (is === 'used' && at.getTime() - usedAt <= 30 * DAY) is = 'open';
  }
  return is;
}

/** A ticket is opened again only after it was solved, and solved once more before the next time. */
const isLife = (events: readonly Happened[]): boolean =>
  events.every(({ event }, n) => event !== 'reopened' || events[n - 1]?.event === 'used');

const life = (ticket: CaseNo) =>
  fc
    .array(fc.tuple(fc.constantFrom(...LINK_EVENTS), fc.integer({ min: 1, max: 45 })), { maxLength: 7 })
    .map((steps) => {
      let day = 0;
      return steps.map(([event, days]): Happened => {
        day += days;
        return { ticket, event, at: new Date(day * DAY) };
      });
    })
    .filter(isLife);
const shuffled = <T>(list: readonly T[]) => fc.shuffledSubarray([...list], { minLength: list.length, maxLength: list.length });

test('C3: successes are counted alike in whatever order links, failures and reopenings are heard of, and however often', () => {
  const lives = fc.tuple(...[1, 2, 3].map((n) => life(`T-${n}` as CaseNo)));
  fc.assert(
    fc.property(
      lives.chain((all) => fc.tuple(fc.constant(all), shuffled(all.flat()), fc.subarray(all.flat()))),
      ([all, heard, again]) => {
        const ends = all.map(lived);
        const links = after([...heard, ...again]);
        expect(worked(links, NONE)).toMatchObject({
          used: ends.filter((end) => end === 'used').length,
          failed: ends.filter((end) => end === 'failed').length,
        });
        expect(links).toEqual(after(all.flat()));
      },
    ),
    { numRuns: 500 },
  );
});

test('C3: what is not kept any more still counts', () => {
  const events = Array.from(
    { length: MOST_LINKS + 40 },
    (_, n): Happened => ({
      ticket: `T-${n}` as CaseNo,
      event: n % 4 === 0 ? 'failed' : 'used',
      at: new Date(n * DAY),
    }),
  );
  const all = after(events);
  const kept = bounded(all, NONE);
  expect(Object.keys(kept.links)).toHaveLength(MOST_LINKS);
  expect(worked(kept.links, kept.past)).toEqual(worked(all, NONE));
  expect(failuresSince(kept.links, new Date(335 * DAY))).toEqual([new Date(336 * DAY)]);
});

test('issue 19: an entry is found by the callers’ words of tickets that it solved and that hold, without names, secrets and doubles', () => {
  const at = (day: number) => new Date(day * DAY);
  const happened = [
    ['T-1', 'used', 1],
    ['T-2', 'used', 3],
    ['T-3', 'linked', 3],
    ['T-4', 'used', 4],
    ['T-4', 'reopened', 5],
  ] as const;
  const links = after(happened.map(([ticket, event, day]) => ({ ticket: ticket as CaseNo, event, at: at(day) })));
  expect(heardFrom(links)).toEqual(['T-2', 'T-1']);
  const told = { customer: '花间花艺', callerName: '吴敏', phone: '13800004607', site: '江边店' };
  const said = ['花间花艺吴敏说卡死了', '卡死了', '后台密码: Secret99', '吴敏说卡死了'];
  expect(heardIn(said.map((description) => ({ ...told, description })))).toEqual(['说卡死了', '卡死了']);
});
