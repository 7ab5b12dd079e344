import type { CaseNo } from '../../src/cases/case.js';
import { kindNamed, kindOf } from '../../src/cases/kinds.js';
import { withMaskedPhones } from '../../src/cases/phones.js';
import { byWord } from '../../src/cases/table.js';
import { actionOf } from '../../src/cases/workflow.js';
import { LOCALES, translator } from '../../src/locales/index.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import type { Desk } from '../../src/slack/desk.js';
import { tellingModal } from '../../src/slack/modals/modal.js';
import { openModal } from '../../src/slack/modals/views.js';
import { cardOf } from '../../src/slack/outbox/cards.js';
import type { CaseRecord } from '../../src/store/cases.js';
import type { Subject } from '../subject.js';
import { openHistory } from './history.js';
import { withNotTaken } from './not-taken.js';
import { notThere } from './not-there.js';
import { orderIn } from './orders.js';
import { showCase } from './show-case.js';
import { subjectsOf } from './subjects.js';

type View = NonNullable<Subject['views']>[string];

/** A long text in pieces that fit a section, never cut within an emoji. */
function pieces(text: string): string[] {
  const characters = [...text];
  return Array.from({ length: Math.ceil(characters.length / 1200) }, (_, n) => characters.slice(n * 1200, (n + 1) * 1200).join(''));
}

async function detailLines(asked: Asked, no: CaseNo): Promise<string[]> {
  const { desk, reader } = asked;
  const { t } = reader;
  const record = await desk.cases.get(no);
  if (!record) return [await notThere(asked, no, 'shared.trouble.gone')];
  const data: Record<string, unknown> = { ...record.data };
  const { details = [] } = kindNamed(record.kind) ?? {};
  const shown = details.filter((field) => typeof data[field] === 'string' && data[field] !== '');
  return shown.flatMap((field) => pieces(`${t(`${record.kind}.field.${field}`)}: ${withMaskedPhones(String(data[field]))}`));
}

/** What only shows something of a case of any kind. */
const OF_ALL: NonNullable<Subject['views']> = byWord({
  async open(asked, { no }) {
    await asked.answer(await showCase(asked, no));
  },
  async details(asked, { no, triggerId }) {
    const { desk, reader } = asked;
    await openModal(desk, triggerId, reader.t, async () => tellingModal(no, await detailLines(asked, no), reader.t));
  },
  history: (asked, { no, triggerId }) => openHistory(asked, no, triggerId),
});

/** What a press of this name shows of a case of this kind; undefined for one that does something. */
export function viewOf(desk: Desk, kind: ReturnType<typeof kindOf> | undefined, name: string): View | undefined {
  const isItsAction = kind !== undefined && actionOf(kind, name) !== undefined;
  return OF_ALL[name] ?? subjectsOf(desk).viewOf(kind?.name, name, isItsAction);
}

/** Words as they are typed for the label of a press: without the marks at its end. */
const asTyped = (label: string): string => label.replace(/[\s?？!！。.…]+$/u, '').toLowerCase();

/** What a case's card only shows by a press, by its label in any language. */
export function viewSaid({ desk, reader }: Asked, record: CaseRecord, typed: string): string | undefined {
  const card = cardOf(record, reader, (error) => desk.broken.report(record, 'card', error));
  const kind = kindOf(record);
  const labels = (name: string): string[] => LOCALES.map((locale) => asTyped(translator(locale)(`${record.kind}.action.${name}`)));
  const names = [...(card ? [...card.menu, ...card.buttons] : []).map(({ action }) => action), 'history'];
  return names.find((one) => viewOf(desk, kind, one) && labels(one).includes(asTyped(typed)));
}

/** Answers a case's number with its card; with what its card shows by a press, or what is ordered of it, where that stands behind it: `T-12 history`, `T-12 note …`. */
export async function answerCase(asked: Asked, no: CaseNo, behind: readonly string[], triggerId: string): Promise<void> {
  const typed = behind.join(' ').trim();
  const record = typed === '' ? undefined : await asked.desk.cases.get(no);
  const name = record && viewSaid(asked, record, typed);
  const view = name === undefined ? undefined : viewOf(asked.desk, record && kindOf(record), name);
  const key = `typed:${triggerId}`;
  if (view) return view(asked, { no, triggerId, key, isInModal: false });
  const ordered = record && orderIn(asked, record, typed, key);
  if (ordered) return ordered();
  return asked.answer(withNotTaken(await showCase(asked, no), behind, asked.reader));
}
