import type { KnownBlock } from '@slack/types';
import type { DateTime } from 'luxon';
import type { CaseNo } from '../../src/cases/case.js';
import { faultInShort, happeningLines } from '../../src/cases/fault/card.js';
import type { Fault } from '../../src/cases/fault/fault.js';
import { resultOf } from '../../src/cases/fault/links.js';
import { loggedWith } from '../../src/cases/fault/on-tickets.js';
import type { Said } from '../../src/cases/fault/ranking.js';
import { happeningOf } from '../../src/cases/fault/spike.js';
import { fixInOneLine, saidOf } from '../../src/cases/fault/words.js';
import { faultKind } from '../../src/cases/fault/workflow.js';
import { textIn } from '../../src/cases/form.js';
import { bold, unformatted } from '../../src/cases/text.js';
import type { Ticket } from '../../src/cases/ticket/index.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import type { Desk } from '../../src/slack/desk.js';
import { actionsBlock, type Message, section, sentenceOf } from '../../src/slack/messages/blocks.js';
import { timely } from '../../src/slack/modals/timely.js';
import { registerButton } from '../shared/registers.js';
import type { Recognition, Review } from '../subject.js';
import { filledFrom } from './filling.js';

/** So many are shown. */
export const MOST_SHOWN = 3;

/** What work comes to within the patience of whoever opens a form; what is slow or fails is left out. */
export const inTime = async <T>(desk: Pick<Desk, 'log'>, work: Promise<T>, without: T): Promise<T> =>
  (await timely(desk, work, without)).now;

/** What of a ticket finds the faults that it may be: the caller's words, which what is known of him only orders. */
const saidIn = ({
  description,
  product,
  category,
}: Readonly<Record<'description' | 'product' | 'category', string | undefined>>): Said => ({
  words: description ?? '',
  category,
  product,
});

/** What stands between an entry and a ticket already. */
const standing = ({ data }: Fault, ticket: CaseNo) => {
  const link = data.links[ticket];
  return link ? { result: resultOf(link), isWaved: link.unlinkedAt !== undefined } : { result: 'none' as const, isWaved: false };
};

/** What happens just now comes first: whoever calls of it is told the same as the others. */
const happeningFirst = (found: readonly Fault[], now: DateTime): Fault[] => {
  const isNow = (fault: Fault): boolean => happeningOf(fault, now) !== undefined;
  return [...found.filter(isNow), ...found.filter((one) => !isNow(one))];
};

/** The known faults that a ticket may be: the one that it hangs on first, none that did not help or was waved away. */
export async function faultsFor(desk: Desk, { no, data }: Pick<Ticket, 'no' | 'data'>): Promise<Fault[]> {
  const own = await desk.faults.named(data.fault ? [data.fault] : []);
  const like = await desk.faults.like(
    saidIn({ description: data.description, product: data.product, category: data.category }),
    MOST_SHOWN * 3,
    new Set(own.map((one) => one.no)),
  );
  const open = like.filter((one) => {
    const { result, isWaved } = standing(one, no);
    return result !== 'failed' && !(result === 'none' && isWaved);
  });
  return [...own, ...happeningFirst(open, desk.clock.now())].slice(0, MOST_SHOWN);
}

function rowOf(fault: Fault, ticket: Pick<Ticket, 'no' | 'data'>, { reader }: Pick<Asked, 'reader'>): KnownBlock[] {
  const { t } = reader;
  const value = `${fault.no} ${ticket.no}`;
  const press = (action: string) => ({ action, label: t(`fault.action.${action}`), value });
  const isOwn = ticket.data.fault === fault.no;
  const hasFix = fixInOneLine(fault.data, reader.locale) !== undefined;
  const use = hasFix ? [registerButton('fault', 'useIt', value, reader, { style: 'primary' })] : [];
  const open = { action: 'open', label: t('shared.action.open'), value: fault.no };
  return [
    section(`${isOwn ? '🔗 ' : ''}${faultInShort(fault, reader)}`),
    ...actionsBlock([...use, ...(isOwn ? [press('didNotHelp')] : [press('tryIt')]), press('notThis'), open], [], t),
  ];
}

/** The known faults that a ticket may be, with what can be done with each. Rules C3, B6. */
export async function knownFaults(asked: Asked, no: CaseNo): Promise<Message> {
  const { desk, reader } = asked;
  const { t } = reader;
  const record = await desk.cases.get(no);
  if (record?.kind !== 'ticket') return { text: t('fault.ofTickets'), blocks: [section(t('fault.ofTickets'))] };
  const ticket = record as object as Ticket;
  const found = await faultsFor(desk, ticket);
  const title = t(found.length > 0 ? 'fault.suggest.title' : 'fault.suggest.none', { no });
  const rows = found.flatMap((one) => rowOf(one, ticket, asked));
  const add = actionsBlock([registerButton('fault', 'add', no, reader)], [], t);
  return { text: sentenceOf(title), blocks: [section(title), ...rows, ...add] };
}

const inLines = (found: readonly Fault[], reader: Asked['reader']): string[] =>
  found.length > 0 ? [[reader.t('fault.suggest.known'), ...found.map((one) => `• ${faultInShort(one, reader)}`)].join('\n')] : [];

/** The known faults that what was typed into the call log may be, and what using one fills in. */
export const KNOWN_FAULTS: Recognition = {
  async find(desk, reader, values, { chosen, waved }) {
    const found = async (): Promise<Fault[]> => {
      const own = await desk.faults.named(chosen ? [chosen] : []);
      const said = saidIn({
        description: textIn(values, 'description'),
        product: textIn(values, 'product'),
        category: textIn(values, 'category'),
      });
      const except = new Set([...waved, ...own.map(({ no }) => no)]);
      const like = textIn(values, 'description') ? await desk.faults.like(said, MOST_SHOWN * 3, except) : [];
      return [...own, ...happeningFirst(like, desk.clock.now())].slice(0, MOST_SHOWN);
    };
    return (await found()).map((one) => ({
      no: one.no,
      words: faultInShort(one, reader),
      hasFix: fixInOneLine(one.data, reader.locale) !== undefined,
    }));
  },
  async happening(desk, reader, { no, data }) {
    const found = await inTime(desk, faultsFor(desk, { no, data }), []);
    const now = found.find((one) => happeningOf(one, reader.now) && (data.fault === undefined || data.fault === one.no));
    if (!now) return { lines: [], presses: [] };
    const label = reader.t('fault.spike.link', { no: now.no });
    return {
      lines: [bold(unformatted(`${now.no} ${saidOf(now.data, 'title', reader.locale) ?? ''}`)), ...happeningLines(now, reader)],
      presses: data.fault === now.no ? [] : [{ action: 'tryIt', label, value: `${now.no} ${no}`, style: 'primary' }],
    };
  },
  async fill(desk, { locale }, no) {
    const [entry] = await desk.faults.named([no]);
    return entry?.isOpen ? { ...filledFrom(entry, locale), product: entry.data.product } : undefined;
  },
  loggedWith: (no) => (no.startsWith(`${faultKind.prefix}-`) ? loggedWith(no) : undefined),
  offer: (no, reader) => registerButton('fault', 'add', no, reader, { label: reader.t('fault.press.addFrom') }),
};

/** The known faults that a ticket may be, in a line each, above a form that only shows them; what is late comes by itself. */
export async function faultLines(
  desk: Desk,
  ticket: Promise<Pick<Ticket, 'no' | 'data'> | undefined>,
  reader: Asked['reader'],
): Promise<Review> {
  const looking = ticket.then(async (one) => (one ? inLines(await faultsFor(desk, one), reader) : []));
  const { now, late } = await timely(desk, looking, []);
  return { above: now, ...(late ? { late: late.then((above = []) => ({ above })) } : {}) };
}
