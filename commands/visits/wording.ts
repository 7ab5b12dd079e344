import type { Reader } from '../../src/cases/card.js';
import { windowInWords } from '../../src/cases/visit/card.js';
import { AHEAD, currentDelay, ON_SITE, type Visit } from '../../src/cases/visit/visit.js';
import { LOCALES, translator } from '../../src/locales/index.js';
import type { Desk } from '../../src/slack/desk.js';
import { tellingModal } from '../../src/slack/modals/modal.js';
import { openModal } from '../../src/slack/modals/views.js';
import { timeInWords } from '../../src/time/wording.js';
import { notThere } from '../shared/not-there.js';
import type { Subject } from '../subject.js';

/** Stands in a sentence for what only the speaker knows. */
const UNKNOWN = '…';

/** By what name a person introduces himself. */
export const nameOf = async (desk: Desk, { user }: Reader): Promise<string> => (user ? (await desk.people.find(user)).name : UNKNOWN);

/** Who speaks to the customer, and of whose visit. */
interface Speaker {
  readonly name?: string;
  readonly company?: string;
  readonly engineer?: string;
}

/** A standard sentence of the handbook in both languages: customers speak either. Rules B1, D3, D8. */
export function sentence(
  key: string,
  visit: Visit,
  reader: Reader,
  { name = UNKNOWN, company = UNKNOWN, engineer = UNKNOWN }: Speaker = {},
): string {
  const delay = currentDelay(visit.data);
  return LOCALES.map((locale) => {
    const eta = delay ? timeInWords(delay.eta, reader.now, locale) : UNKNOWN;
    return translator(locale)(key, { window: windowInWords(visit.data, { ...reader, locale }), name, eta, company, engineer });
  }).join('\n');
}

/** What is said on the telephone about a visit of today, or of another day: who does not travel himself does not say that he will. Rule D3. */
export async function callSentence(desk: Desk, visit: Visit, reader: Reader, isToday: boolean): Promise<string> {
  const { crew, engineer } = visit.data;
  const isOurs = engineer === undefined || (reader.user !== undefined && crew.includes(reader.user));
  const speaker = {
    name: await nameOf(desk, reader),
    company: desk.settings.company.name,
    ...(engineer ? { engineer: (await desk.people.find(engineer)).name } : {}),
  };
  const key = isOurs ? (isToday ? 'visitCall' : 'visitCallAhead') : 'visitCallFor';
  return sentence(`visit.wording.${key}`, visit, reader, speaker);
}

/** Is it about something new, so that one asks to install and not to look? */
const isNew = ({ data }: Visit): boolean => data.kind === 'install' || data.kind === 'training';

/** The sentences that are spoken from here on, in their order: on the telephone, at the door, at work, at leaving. Rules D3, D7, D8, D12. */
function spoken(visit: Visit): string[] {
  const isIn = (states: readonly string[]): boolean => states.includes(visit.state);
  if (isIn(AHEAD)) return ['visitCallAhead', 'reception', visit.data.isFirstVisit ? 'introduceFirst' : 'introduceKnown', 'nobodyThere'];
  if (!isIn(ON_SITE)) return ['afterReturn'];
  return [
    ...(visit.state === 'working' ? [] : ['reception', visit.data.isFirstVisit ? 'introduceFirst' : 'introduceKnown', 'nobodyThere']),
    isNew(visit) ? 'beginInstall' : 'beginRepair',
    'explainFault',
    'notOurs',
    'manners',
    'finish',
    ...(visit.data.isFirstVisit ? ['contactCard'] : []),
    'goodbye',
  ];
}

/** What the handbook has one say on this visit, as it stands. */
async function wordingOf(desk: Desk, visit: Visit, reader: Reader): Promise<string[]> {
  const speaker = { name: await nameOf(desk, reader), company: desk.settings.company.name };
  return spoken(visit).map((key) => sentence(`visit.wording.${key}`, visit, reader, speaker));
}

/** Shows what to say, in a modal of its own: one reads it at the door. */
export const showWords: NonNullable<Subject['views']>[string] = async (asked, { no, triggerId }) => {
  const { desk, reader } = asked;
  const { t } = reader;
  await openModal(desk, triggerId, t, async () => {
    const record = await desk.cases.get(no);
    const lines =
      record?.kind === 'visit'
        ? await wordingOf(desk, record as object as Visit, reader)
        : [await notThere(asked, no, 'shared.trouble.gone')];
    return tellingModal(t('visit.action.words'), lines, t);
  });
};
