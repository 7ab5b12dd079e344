import type { Reader } from '../../src/cases/card.js';
import type { Notice } from '../../src/cases/case.js';
import type { Fault } from '../../src/cases/fault/fault.js';
import { workedOf } from '../../src/cases/fault/linking.js';
import { usedSince } from '../../src/cases/fault/links.js';
import { happeningOf } from '../../src/cases/fault/spike.js';
import { saidOf } from '../../src/cases/fault/words.js';
import { onScreen } from '../../src/cases/moment.js';
import { shorten } from '../../src/cases/text.js';
import type { Desk } from '../../src/slack/desk.js';
import type { CaseRecord } from '../../src/store/cases.js';

const LONGEST_TITLE = 60;

/** What sentences of known faults say besides: what the fault is called, how often it failed, and how many call of it since when. */
export async function lookedUp(
  _desk: Desk,
  record: CaseRecord,
  { deadline }: Notice,
  reader: Reader,
): Promise<Readonly<Record<string, string>>> {
  if (!deadline) return {};
  const fault = record as CaseRecord & Fault;
  const happening = happeningOf(fault, reader.now);
  const { failed, usedAt } = workedOf(fault);
  return {
    title: shorten(saidOf(fault.data, 'title', reader.locale) ?? '', LONGEST_TITLE),
    times: String(failed),
    ...(usedAt ? { uses: String(usedSince(fault.data.links, fault.data.lookedAt)), last: onScreen(usedAt, reader) } : {}),
    ...(happening ? { n: String(happening.calls), since: onScreen(happening.since, reader) } : {}),
  };
}
