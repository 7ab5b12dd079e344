import { evidenceInWords } from '../../src/cases/duty/card.js';
import type { DutyTurn } from '../../src/cases/duty/duty.js';
import { type DutyReport, dutyReport } from '../../src/cases/duty/report.js';
import { inWordsOf } from '../../src/cases/duty/shipped.js';
import { writeWorkbook } from '../../src/documents/workbook.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { actionsBlock, type Message, noticeMessage, tableMessage } from '../../src/slack/messages/blocks.js';
import { fitAlone } from '../../src/slack/messages/broken.js';
import { sendFile } from '../../src/slack/messages/files.js';
import { namesOf } from '../../src/slack/messages/names.js';
import type { Days } from '../../src/time/period.js';
import { noPeriod, periodAndGroup } from '../shared/period.js';
import { registerButton } from '../shared/registers.js';

const COUNTS = ['all', 'inTime', 'late', 'excused', 'missed', 'open'] as const;

/** The turns of a period, of a group or of all, with the period; or the sentence why there are none. */
async function turnsOf(asked: Asked, typed: string): Promise<{ turns: DutyTurn[]; days: Days; group: string } | string> {
  const { desk, reader } = asked;
  const wanted = periodAndGroup(typed, asked);
  if ('why' in wanted) return noPeriod(wanted.why, wanted.typed, asked);
  const { days, group } = wanted;
  const found = (await desk.duties.between(days.from, days.to)).filter(({ data }) => group === '' || data.group === group);
  const turns = fitAlone(desk, found, 'report', (one) => dutyReport([one]));
  return turns.length === 0 ? reader.t('duty.noTurnsIn', { ...days, group }) : { turns, days, group };
}

const inWords = (turns: readonly DutyTurn[], reader: Asked['reader']): DutyTurn[] =>
  turns.map((turn) => ({ ...turn, data: inWordsOf(turn.data, reader) }));

const headOf = ({ t }: Asked['reader']): string[] => ['duty', 'group', ...COUNTS, 'kept'].map((column) => t(`duty.reportTable.${column}`));
const rowOf = ({ duty, name, group, kept, ...counts }: DutyReport): (string | number | undefined)[] => [
  `${duty} ${name}`,
  group,
  ...COUNTS.map((count) => counts[count]),
  kept,
];

/** How each standing duty was done in a period: in time, late, excused, missed. */
export async function reportDuties(asked: Asked, typed: string): Promise<Message> {
  const { reader, from } = asked;
  const { t } = reader;
  const found = await turnsOf(asked, typed);
  if (typeof found === 'string') return noticeMessage(found, undefined, [], t);
  const rows = dutyReport(inWords(found.turns, reader)).map((one) => rowOf(one).map((cell) => (cell === undefined ? '–' : String(cell))));
  const title = t('duty.report', { ...found.days, group: found.group, n: found.turns.length });
  const message = tableMessage({ title, head: headOf(reader), rows, from, again: `duty report ${typed}`.trim() }, t);
  const target = `${found.days.from}..${found.days.to} ${found.group}`.trim();
  return { ...message, blocks: [...message.blocks, ...actionsBlock([registerButton('duty', 'export', target, reader)], [], t)] };
}

/** Sends the same as a sheet to print, with every turn: who did it when, and what shows it. */
export async function exportDuties(asked: Asked, typed: string): Promise<void> {
  const { desk, person, reader, answer } = asked;
  const { t } = reader;
  const found = await turnsOf(asked, typed);
  if (typeof found === 'string') return answer(found);
  const { turns, days } = found;
  const who = ({ data, owner }: DutyTurn): string => data.done?.by ?? owner;
  const names = await namesOf(desk, [...new Set(turns.map(who))]);
  const head = ['no', 'day', 'duty', 'group', 'state', 'evidence', 'person', 'at', 'reason'].map((column) => t(`duty.table.${column}`));
  const rows = turns.map((turn) => {
    const { no, state, data, breachedAt } = turn;
    const late = data.isLate || breachedAt ? ` · ${t('shared.card.turnLate')}` : '';
    const why = data.excused?.reason ?? data.done?.reason;
    return [
      ...[no, data.day, `${data.duty} ${inWordsOf(data, reader).name}`, data.group, `${t(`duty.state.${state}`)}${late}`],
      ...[evidenceInWords(turn, reader).replaceAll('\n', ' '), names.get(who(turn)) ?? who(turn), data.done?.at, why],
    ];
  });
  const report = { name: t('duty.sheetReport'), head: headOf(reader), rows: dutyReport(inWords(turns, reader)).map(rowOf) };
  const bytes = await writeWorkbook([report, { name: t('duty.sheetTurns'), head, rows }], reader.now.zone);
  await sendFile(desk, person.id, { bytes, name: `duties-${days.from}.xlsx`, comment: t('duty.done.report', { ...days }) });
  return answer(t('shared.done.sent'));
}
