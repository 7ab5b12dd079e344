import { leads } from '../../src/cases/case.js';
import { onScreen } from '../../src/cases/moment.js';
import { placeOf } from '../../src/cases/text.js';
import { DONTS } from '../../src/cases/visit/form.js';
import type { Violation, Visit } from '../../src/cases/visit/visit.js';
import { writeWorkbook } from '../../src/documents/workbook.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { actionsBlock, type Message, noticeMessage, tableMessage } from '../../src/slack/messages/blocks.js';
import { sendFile } from '../../src/slack/messages/files.js';
import { namesOf } from '../../src/slack/messages/names.js';
import { linksTo } from '../../src/slack/people/readers.js';
import { type Days, instantsOf, isoDay, parsePeriod } from '../../src/time/period.js';
import { noPeriod } from '../shared/period.js';
import { registerButton } from '../shared/registers.js';

const COLUMNS = ['no', 'customer', 'crew', 'which', 'text', 'at'] as const;

/** What was reported of a visit, and of whom. Who reported it stands in the visit's history, for those who may know. */
interface Reported {
  readonly visit: Visit;
  readonly violation: Violation;
  readonly crew: string;
}

/** What was reported in a period, this month without one, the oldest first; or the sentence why there is nothing to show. Rule D14. */
async function reportedIn(asked: Asked, typed: string): Promise<{ days: Days; reported: readonly Reported[] } | string> {
  const { desk, person, reader } = asked;
  if (!leads(person)) return reader.t('visit.violations.leadersOnly');
  const days = parsePeriod(typed.trim() || isoDay(reader.now).slice(0, -3), reader.now);
  if (typeof days === 'string') return noPeriod(days, typed, asked);
  const found = await desk.visits.violationsIn(instantsOf(days, reader.now));
  if (found.length === 0) return reader.t('visit.violations.none', { ...days });
  const crewOf = ({ visit, violation }: (typeof found)[number]): readonly string[] => violation.crew ?? visit.data.crew;
  const names = await namesOf(desk, [...new Set(found.flatMap(crewOf))]);
  const named = (one: (typeof found)[number]): string =>
    crewOf(one)
      .map((user) => names.get(user) ?? user)
      .join(', ');
  return { days, reported: found.map((one) => ({ ...one, crew: named(one) })) };
}

/** How often each of the seven was broken, without those that were not. */
const countsOf = (reported: readonly Reported[], { t }: Asked['reader']): (readonly [string, number])[] =>
  DONTS.map((which) => [t(`visit.which.${which}`), reported.filter(({ violation }) => violation.which === which).length] as const).filter(
    ([, n]) => n > 0,
  );

const headOf = ({ t }: Asked['reader']): string[] => COLUMNS.map((column) => t(`visit.violations.column.${column}`));

/** The violations of the seven don'ts that were reported in a month, for those who lead. Rule D14. */
export async function violations(asked: Asked, typed: string): Promise<Message> {
  const { desk, reader, from } = asked;
  const { t } = reader;
  const found = await reportedIn(asked, typed);
  if (typeof found === 'string') return noticeMessage(found, undefined, [], t);
  const { days, reported } = found;
  const rows = reported.map(({ visit: { no, data }, violation, crew }) => [
    ...[no, placeOf(data), crew, t(`visit.which.${violation.which}`), violation.text],
    onScreen(violation.at, reader),
  ]);
  const counts = countsOf(reported, reader).map(([which, n]) => `${which}: ${n}`);
  const title = [t('visit.violations.title', { ...days, n: reported.length }), ...counts].join('\n');
  const links = linksTo(
    desk,
    reported.map(({ visit }) => visit),
  );
  const message = tableMessage({ title, head: headOf(reader), rows, links, from, again: `desk violations ${typed}`.trim() }, t);
  const sheet = registerButton('visit', 'violations', `${days.from}..${days.to}`, reader);
  return { ...message, blocks: [...message.blocks, ...actionsBlock([sheet], [], t)] };
}

/** The same as a sheet, to whoever asks for it. */
export async function sendViolations(asked: Asked, typed: string): Promise<void> {
  const { desk, person, reader, answer } = asked;
  const { t } = reader;
  const found = await reportedIn(asked, typed);
  if (typeof found === 'string') return answer(found);
  const { days, reported } = found;
  const rows = reported.map(({ visit: { no, data }, violation, crew }) => [
    ...[no, placeOf(data), crew, t(`visit.which.${violation.which}`), violation.text],
    violation.at,
  ]);
  const counts = {
    name: t('visit.violations.counts'),
    head: ['which', 'n'].map((column) => t(`visit.violations.column.${column}`)),
    rows: countsOf(reported, reader),
  };
  const bytes = await writeWorkbook([{ name: t('visit.violations.sheet'), head: headOf(reader), rows }, counts], reader.now.zone);
  await sendFile(desk, person.id, { bytes, name: `violations-${days.from}.xlsx`, comment: t('visit.violations.comment', { ...days }) });
  return answer(t('shared.done.sent'));
}
