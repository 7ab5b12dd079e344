import { parseCaseNo } from '../../src/cases/kinds.js';
import { shorten } from '../../src/cases/text.js';
import { wordsFor } from '../../src/locales/index.js';
import { act } from '../../src/slack/act.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { sendFile } from '../../src/slack/messages/files.js';
import { policyNow } from '../../src/slack/people/policy.js';
import { answerCase } from '../shared/case-views.js';
import { listAsked, listsInWords, listsSaid, numberOf, withLists } from '../shared/list-words.js';
import { personFirst } from '../shared/person-first.js';
import { shareable } from '../shared/shareable.js';
import { calendarFile, isHis } from './calendar.js';
import { DIARIES, daysIn, diaryOfDays } from './diary.js';
import { openSchedule } from './schedule.js';

/** How far ahead, and back, the calendar file reaches. */
const CALENDAR_DAYS = 60;
const CALENDAR_PAST_DAYS = 7;

/** Puts the asker's visits as a calendar file into his direct channel. */
async function sendCalendar({ desk, person, reader, answer }: Asked, key: string): Promise<void> {
  const { now, t } = reader;
  const period = { from: now.minus({ days: CALENDAR_PAST_DAYS }).toJSDate(), to: now.plus({ days: CALENDAR_DAYS }).toJSDate() };
  const visits = await desk.visits.calendarOf(person.id, period);
  if (visits.length === 0) return answer(t('visit.calendar.none'));
  // The file holds the customers' numbers: that he has them is recorded with each.
  for (const visit of visits.filter((one) => isHis(one, person.id)))
    await act(desk, person, visit.no, 'showPhone', {}, `${key}:${visit.no}`);
  const { visit: rules } = await policyNow(desk);
  const bytes = Buffer.from(calendarFile(visits, person, rules, reader));
  await sendFile(desk, person.id, { bytes, name: 'visits.ics', comment: t('visit.calendar.comment', { n: visits.length }) });
  await answer(t('visit.calendar.sent', { n: visits.length }));
}

/** Puts every form, blank, into the asker's direct channel: for the bag, where there is no network. */
async function sendBlankForms({ desk, person, reader, answer }: Asked): Promise<void> {
  const { t, now } = reader;
  const { renderBlankForms } = await import('../../src/documents/forms.js');
  const { name: company, phone } = desk.settings.company;
  const bytes = await renderBlankForms(now, { company, phone });
  await sendFile(desk, person.id, { bytes, name: 'forms.pdf', comment: t('visit.forms.comment') });
  await answer(t('visit.forms.sent'));
}

/** So much of a word that is not known is said again. */
const SHOWN_WORD = 60;
const FORMS = wordsFor('visit.forms', ['words']);

const LISTS = listsInWords('visit', DIARIES);
const OFFERED = ['today', 'tomorrow', 'week', 'team', 'late', 'pool', 'handins'];
const CALENDAR = wordsFor('visit.calendar', ['words']);
/** Who writes one of these wants to know what there is. */
const HELP = wordsFor('shared.direct.words', ['help']);

/** `/visit`: without a word one's own of today, a visit's number its card, a ticket's the order of a visit, a list's word the list. */
export async function answerVisit(asked: Asked, text: string, triggerId: string): Promise<void> {
  const { reader } = asked;
  const { t } = reader;
  const [typed = '', ...rest] = text.trim().split(/\s+/);
  const word = typed.toLowerCase();
  const named = listAsked(LISTS, word ? text : 'today');
  if (named) return asked.answer(shareable(await named.list(asked, named.rest), `visit ${named.word} ${named.rest}`.trim(), t));
  const ofDays = diaryOfDays(asked, text);
  if (ofDays) return asked.answer(shareable(await ofDays, `visit ${text}`.trim(), t));
  if (CALENDAR[word]) return sendCalendar(asked, `calendar:${triggerId}`);
  if (FORMS[word]) return sendBlankForms(asked);
  const no = parseCaseNo(numberOf('V', typed));
  if (!no) {
    // Whoever is named first, one of his lists is meant; his day, where nothing else was said.
    const of = HELP[word] ? undefined : await personFirst(asked.desk, text);
    if (of && (of.rest === '' || listAsked(LISTS, of.rest) || daysIn(of.rest, reader.now)))
      return answerVisit(asked, `${of.rest || 'today'} <@${of.id}>`, triggerId);
    const elsewhere = await listsSaid(asked, text);
    if (elsewhere) return asked.answer(elsewhere);
    const sentence = HELP[word] ? t('visit.help.visit') : t('visit.refusal.notAVisit', { no: shorten(typed, SHOWN_WORD) });
    return asked.answer(withLists(sentence, 'visit', 'visit', OFFERED, reader));
  }
  if (no.startsWith('T-')) return openSchedule(asked, no, triggerId, `order:${triggerId}`);
  return answerCase(asked, no, rest, triggerId);
}
