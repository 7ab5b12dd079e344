import { leads } from '../../src/cases/case.js';
import { FAULT_STATES, type Fault, type FaultState, type FaultWords, OPEN_FAULT_STATES } from '../../src/cases/fault/fault.js';
import { addForm } from '../../src/cases/fault/form.js';
import { workedOf } from '../../src/cases/fault/linking.js';
import { fixInOneLine, saidOf, tongueOf } from '../../src/cases/fault/words.js';
import { type FormValues, textIn } from '../../src/cases/form.js';
import { parseCaseNo } from '../../src/cases/kinds.js';
import { onScreen } from '../../src/cases/moment.js';
import { byWord } from '../../src/cases/table.js';
import { shorten } from '../../src/cases/text.js';
import type { Ticket } from '../../src/cases/ticket/index.js';
import { wordsFor } from '../../src/locales/index.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { actionsBlock, type Message, noticeMessage, TABLE_ROWS, tableMessage } from '../../src/slack/messages/blocks.js';
import { rowsAlone } from '../../src/slack/messages/broken.js';
import { tellingModal } from '../../src/slack/modals/modal.js';
import type { SubmittedView } from '../../src/slack/modals/submissions.js';
import { linksTo } from '../../src/slack/people/readers.js';
import { answerCase } from '../shared/case-views.js';
import { inTurn } from '../shared/in-turn.js';
import { HELP, listsInWords, numberOf, withLists } from '../shared/list-words.js';
import { NEW, openForm, type RegisterCommand, registerButton } from '../shared/registers.js';
import { shareable } from '../shared/shareable.js';
import type { List, Press } from '../subject.js';
import { sendHandbook } from './handbook.js';
import { faultFrom, newFault, useIt } from './resolving.js';
import { confirmForm, exportFaults, importForm } from './sheets.js';
import { offerShipped, takeShipped, undoShipped } from './shipped.js';
import { meantInstead } from './twin.js';

const NAME = 'fault';
/** So many are shown for words. */
const MOST_FOUND = 10;
/** So much of what was looked for goes into the form of a new entry. */
const LONGEST_WORDS = 500;

async function table(
  { desk, reader, from }: Asked,
  title: string,
  faults: readonly Fault[],
  again: string,
  footer: string | undefined,
  all = faults.length,
): Promise<Message> {
  const { t, locale } = reader;
  const head = ['no', 'fault', 'product', 'fix', 'worked', 'last', 'state'].map((column) => t(`fault.table.${column}`));
  const rows = rowsAlone(desk, faults, head, reader, (fault) => {
    const { used, failed, usedAt } = workedOf(fault);
    return [
      fault.no,
      shorten(saidOf(fault.data, 'title', locale) ?? '', 80),
      fault.data.product ?? '',
      shorten(fixInOneLine(fault.data, locale) ?? t('fault.card.noFix'), 120),
      failed > 0 ? `${used} / ${failed}` : `${used}`,
      usedAt ? onScreen(usedAt, reader) : '',
      t(`fault.state.${fault.state}`),
    ];
  });
  return tableMessage({ title, head, rows, all, links: linksTo(desk, faults), from, again, footer }, t);
}

/** A list of those in these states: a page of them, and how many there are. */
const listOf =
  (word: string, title: string, states: readonly FaultState[], footer?: string): List =>
  async (asked) => {
    const { desk, reader, from = 0 } = asked;
    const [faults, n] = await Promise.all([desk.faults.newest(states, from + TABLE_ROWS), desk.faults.countIn(states)]);
    return table(asked, reader.t(title, { n }), faults, `fault ${word}`, footer && reader.t(footer), n);
  };

/** What can be asked of the fault table: what may be used or is looked for, what has no fix yet, and what nobody has validated. */
export const FAULT_LISTS: Readonly<Record<string, List>> = byWord({
  list: listOf('list', 'fault.list.all', OPEN_FAULT_STATES, 'fault.list.how'),
  waiting: listOf('waiting', 'fault.list.waiting', ['inWork']),
  unchecked: listOf('unchecked', 'fault.list.unchecked', ['notValidated']),
});

/** The table, and where there is none yet the ways to one. */
async function begin(asked: Asked): Promise<Message> {
  const { desk, reader } = asked;
  const { t } = reader;
  const add = registerButton(NAME, 'add', NEW, reader);
  const shipped = registerButton(NAME, 'shipped', NEW, reader);
  if ((await desk.faults.countIn(FAULT_STATES)) === 0)
    return noticeMessage(t('fault.empty'), undefined, [{ ...shipped, style: 'primary' }, add], t);
  const list = shareable(await (FAULT_LISTS.list as List)(asked, ''), 'fault list', t);
  const sheets = leads(asked.person) ? [registerButton(NAME, 'import', NEW, reader)] : [];
  return { ...list, blocks: [...list.blocks, ...actionsBlock([add, registerButton(NAME, 'handbook', NEW, reader), ...sheets], [], t)] };
}

/** The known faults that are like some words. */
async function found(asked: Asked, words: string): Promise<Message> {
  const { desk, reader } = asked;
  const faults = await desk.faults.like({ words }, MOST_FOUND);
  const title = reader.t('fault.list.found', { words: shorten(words, 60), n: faults.length });
  if (faults.length > 0) return table(asked, title, faults, `fault ${words}`, undefined);
  const add = { ...registerButton(NAME, 'add', `${NEW} ${shorten(words, LONGEST_WORDS)}`, reader), style: 'primary' as const };
  return noticeMessage(reader.t('fault.list.nothing', { words: shorten(words, 60) }), undefined, [add], reader.t);
}

async function ticketNamed({ desk }: Asked, target: string): Promise<Ticket | undefined> {
  const no = target === NEW ? undefined : parseCaseNo(target);
  const record = no && (await desk.cases.get(no));
  return record?.kind === 'ticket' ? (record as object as Ticket) : undefined;
}

/** Opens the form of a new entry, filled in from a ticket where one is named. */
async function openAdd(asked: Asked, target: string, triggerId: string): Promise<void> {
  const ticket = await ticketNamed(asked, target);
  // What was looked for and not found is what callers say.
  const said = target.startsWith(`${NEW} `) ? target.slice(NEW.length + 1) : undefined;
  const values = ticket ? faultFrom(ticket, asked.reader.locale) : said ? { [`symptoms${tongueOf(asked.reader.locale)}`]: said } : {};
  return openForm(asked, FAULTS, 'add', ticket?.no ?? NEW, values, triggerId);
}

async function enter(asked: Asked, target: string, values: FormValues, viewId: string, _version: number | undefined, view: SubmittedView) {
  const { t } = asked.reader;
  const instead = await meantInstead(asked, values as FaultWords, target, view);
  if (instead) return instead;
  const ticket = await ticketNamed(asked, target);
  const origin = { ticket: ticket?.no, isUsed: ticket !== undefined && !ticket.isOpen };
  const no = await newFault(asked, values, origin, `view:${viewId}`);
  const isFixed = Boolean(textIn(values, 'stepsZh') ?? textIn(values, 'stepsEn'));
  return { show: tellingModal(t('shared.modal.done'), [t(isFixed ? 'fault.saved' : 'fault.savedInWork', { no })], t) };
}

const save: typeof enter = (asked, ...submitted) => inTurn(asked.desk, NAME, () => enter(asked, ...submitted));

/** A sheet may change many entries at once: it is brought by who leads. */
const openImport: Press = (asked, _target, triggerId) =>
  leads(asked.person) ? openForm(asked, FAULTS, 'import', NEW, {}, triggerId) : asked.answer(asked.reader.t('shared.refusal.leadersOnly'));

const LISTS = listsInWords(NAME, FAULT_LISTS);
const WORDS = wordsFor('fault.word', ['add', 'common', 'handbook', 'import', 'export']);

/** `/fault`: the table, words what is known of them, a number its card, `add` a new entry, `common` what is shipped, `handbook` and `export` its papers. */
export const FAULTS: RegisterCommand = {
  name: NAME,
  command: '/fault',
  async answer(asked, text, triggerId) {
    const typed = text.trim();
    const word = typed.toLowerCase();
    if (word === '') return asked.answer(await begin(asked));
    const named = LISTS[word];
    if (named) return asked.answer(shareable(await named.list(asked, ''), `fault ${named.word}`, asked.reader.t));
    if (HELP[word]) return asked.answer(withLists(asked.reader.t('fault.help.fault'), NAME, NAME, Object.keys(FAULT_LISTS), asked.reader));
    const [first = '', ...rest] = typed.split(/\s+/);
    const asks = WORDS[word] ?? (WORDS[first.toLowerCase()] === 'handbook' ? 'handbook' : undefined);
    if (asks === 'handbook') return sendHandbook(asked, rest.join(' '));
    if (asks === 'export') return exportFaults(asked);
    if (asks === 'add') return openAdd(asked, NEW, triggerId);
    if (asks === 'import') return openImport(asked, NEW, triggerId);
    if (asks === 'common') return offerShipped(asked);
    // A number that words stand behind has its letter: without it, it is one of them.
    const no = parseCaseNo(rest.length > 0 ? first : numberOf('F', first));
    return no ? answerCase(asked, no, rest, triggerId) : asked.answer(await found(asked, typed));
  },
  presses: {
    add: openAdd,
    useIt,
    shipped: (asked) => offerShipped(asked),
    shippedYes: (asked) => takeShipped(asked),
    unship: undoShipped,
    import: openImport,
    handbook: (asked) => sendHandbook(asked, ''),
  },
  forms: {
    import: importForm,
    confirm: confirmForm,
    add: {
      submit: () => 'shared.button.create',
      form: async ({ reader }) => addForm(reader.locale),
      above: async ({ reader }, target) => [reader.t(target === NEW ? 'fault.addHow' : 'fault.addFrom', { no: target })],
      save,
    },
  },
};
