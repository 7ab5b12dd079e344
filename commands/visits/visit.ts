import { parseCaseNo } from '../../src/cases/kinds.js';
import { wordsFor } from '../../src/locales/index.js';
import { act } from '../../src/slack/act.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { calendarFile, isHis } from '../../src/slack/messages/calendar.js';
import { sendFile } from '../../src/slack/messages/files.js';
import { policyNow } from '../../src/slack/people/policy.js';
import { shareable } from '../shared/shareable.js';
import { showCase } from '../shared/show-case.js';
import { DIARIES } from './diary.js';
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

const FORMS = wordsFor('visit.forms', ['words']);

export async function answerVisit(asked: Asked, text: string, triggerId: string): Promise<void> {
  const { t } = asked.reader;
  const [typed = '', ...rest] = text.trim().split(/\s+/);
  const word = typed.toLowerCase();
  const list = DIARIES[word];
  if (list) return asked.answer(shareable(await list(asked, rest.join(' ')), `visit ${text.trim()}`, t));
  if (word === 'calendar' || word === 'ics') return sendCalendar(asked, `calendar:${triggerId}`);
  if (FORMS[word]) return sendBlankForms(asked);
  const no = parseCaseNo(typed);
  if (!no) return asked.answer(word === '' || word === 'help' ? t('visit.help.visit') : t('visit.refusal.notAVisit', { no: typed }));
  if (no.startsWith('T-')) return openSchedule(asked, no, triggerId, `order:${triggerId}`);
  return asked.answer(await showCase(asked, no));
}
