import type { Reader } from '../../src/cases/card.js';
import type { Notice } from '../../src/cases/case.js';
import { asIs } from '../../src/cases/phones.js';
import { maskedPhone, person, shorten, unformatted } from '../../src/cases/text.js';
import type { Visit } from '../../src/cases/visit/visit.js';
import type { Desk } from '../../src/slack/desk.js';
import { policyNow } from '../../src/slack/people/policy.js';
import type { CaseRecord } from '../../src/store/cases.js';
import { clashesInWords, clashesWith, LONGEST_NAME, stillAt } from './clashes.js';

type Words = Readonly<Record<string, string>>;

/** An SOS carries the number of the one who calls; a channel sees it masked. Rule D11. */
async function callerForHelp(desk: Desk, { sos }: Visit['data'], to: Notice['to']): Promise<Words> {
  if (!sos) return {};
  const phone = (await desk.people.find(sos.by).catch(() => undefined))?.phone ?? '';
  return { engineer: person(sos.by), engineerPhone: to.kind === 'person' ? asIs(phone) : maskedPhone(phone) };
}

/** Who has not finished where he is cannot be on time at what comes next: those are named. Rules D2, D13. */
async function madeLate(desk: Desk, { no, data }: Visit, reader: Reader): Promise<Words> {
  const { visit: rules } = await policyNow(desk);
  const to = reader.now.plus({ milliseconds: rules.overrun }).toJSDate();
  const clashes = await clashesWith(desk, { no, people: data.crew, time: { ...data, to } }, reader.now);
  const ahead = clashes
    .map(({ user, visits }) => ({ user, visits: visits.filter((other) => other.data.from > data.from) }))
    .filter(({ visits }) => visits.length > 0);
  return ahead.length > 0 ? { next: `\n${reader.t('visit.overrunNext')}\n${unformatted(clashesInWords(ahead, reader))}` } : {};
}

/** Whoever takes a call for help may have to leave another customer first: everybody who waits for him hears. Rule D11. */
async function whereTheHelperIs(desk: Desk, { no, data: { sos } }: Visit, { t }: Reader): Promise<Words> {
  const other = await stillAt(desk, sos?.takenBy, no);
  if (!other || !sos?.takenBy) return {};
  return { busy: t('visit.busyAt', { by: person(sos.takenBy), no: other.no, customer: shorten(other.data.customer, LONGEST_NAME) }) };
}

/** What the sentences of visits say besides what their case knows. */
export async function lookedUp(desk: Desk, record: CaseRecord, { say, to }: Notice, reader: Reader): Promise<Words> {
  const visit = record as CaseRecord & Visit;
  if (say === 'sosTaken') return whereTheHelperIs(desk, visit, reader);
  if (say.startsWith('sos')) return callerForHelp(desk, visit.data, to);
  return say.startsWith('overrun.') ? madeLate(desk, visit, reader) : {};
}
