import { buttonOf } from '../../src/cases/buttons.js';
import { refuse } from '../../src/cases/case.js';
import { type FormValues, textIn } from '../../src/cases/form.js';
import { parseCaseNo } from '../../src/cases/kinds.js';
import { onScreen } from '../../src/cases/moment.js';
import { toolInWords } from '../../src/cases/remote/card.js';
import { ASKED_BY } from '../../src/cases/remote/consents.js';
import { askForm } from '../../src/cases/remote/form.js';
import { neededFor, type Remote, standing } from '../../src/cases/remote/remote.js';
import { askForRemote, remoteKind } from '../../src/cases/remote/workflow.js';
import { byWord } from '../../src/cases/table.js';
import type { Ticket } from '../../src/cases/ticket/index.js';
import { refusalInWords, wordsFor } from '../../src/locales/index.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { actionsBlock, type Message, tableMessage } from '../../src/slack/messages/blocks.js';
import { rowsAlone } from '../../src/slack/messages/broken.js';
import { namesOf } from '../../src/slack/messages/names.js';
import { tellingModal } from '../../src/slack/modals/modal.js';
import { policyNow } from '../../src/slack/people/policy.js';
import { linksTo } from '../../src/slack/people/readers.js';
import { instantsOf, parsePeriod } from '../../src/time/period.js';
import { answerCase } from '../shared/case-views.js';
import { inTurn } from '../shared/in-turn.js';
import { listAsked, listsInWords, notUnderstood, numberOf } from '../shared/list-words.js';
import { notThere } from '../shared/not-there.js';
import { noPeriod } from '../shared/period.js';
import { openForm, type RegisterCommand } from '../shared/registers.js';
import { shareable } from '../shared/shareable.js';
import { showCase } from '../shared/show-case.js';
import type { List } from '../subject.js';
import { sendConsents } from './consents.js';

const NAME = 'remote';

async function table({ desk, reader, from }: Asked, title: string, remotes: readonly Remote[], again: string): Promise<Message> {
  const { t } = reader;
  const [names, called] = await Promise.all([
    namesOf(desk, [...new Set(remotes.map(({ owner }) => owner))]),
    desk.directory.allCalledNow(remotes),
  ]);
  const head = ['no', 'ticket', 'customer', 'machine', 'state', 'since', 'allowed', 'person'].map((column) => t(`remote.table.${column}`));
  const rows = rowsAlone(desk, remotes, head, reader, ({ no, state, owner, data, openedAt }) => [
    no,
    data.ticketNo,
    [called.get(data.customer), data.site].filter(Boolean).join(' · '),
    `${data.machine} · ${toolInWords(data.tool, reader)}`,
    t(`remote.state.${state}`),
    onScreen(data.startedAt ?? openedAt, reader),
    allowedBy(data),
    names.get(owner) ?? owner,
  ]);
  const footer = remotes.length === 0 ? t('remote.none') : undefined;
  return tableMessage({ title, head, rows, links: linksTo(desk, remotes), from, again, footer }, t);
}

/** Who of the customer let the client stay; until it is over, who allowed it at all. */
const allowedBy = (data: Remote['data']): string => data.stayAllowedBy ?? standing(data, 'client')?.consentedBy ?? '';

/** What can be asked of remote sessions: those that are not over, and the machines on which a client stayed. */
export const REMOTE_LISTS: Readonly<Record<string, List>> = byWord({
  async open(asked) {
    const remotes = await asked.desk.remotes.open();
    return table(asked, asked.reader.t('remote.open', { n: remotes.length }), remotes, 'remote open');
  },
  async stayed(asked) {
    const remotes = await asked.desk.remotes.stayed();
    return table(asked, asked.reader.t('remote.stayed', { n: remotes.length }), remotes, 'remote stayed');
  },
});

async function openTicket({ desk, reader }: Asked, typed: string): Promise<Ticket | string> {
  const no = parseCaseNo(typed);
  const record = no && (await desk.cases.get(no));
  if (record?.kind !== 'ticket') return notThere({ desk, reader }, no ?? typed, 'remote.refusal.noSuchTicket');
  if (record.isOpen) return record as object as Ticket;
  const params = { no: record.no, kind: record.kind, state: record.state };
  return refusalInWords(refuse('remote.ticketOver', params), reader.now, reader.locale);
}

/** Asks for a session on a ticket; where one is not over yet, that is shown. */
export async function askFor(asked: Asked, typed: string, triggerId: string): Promise<void> {
  const ticket = await openTicket(asked, typed);
  if (typeof ticket === 'string') return asked.answer(ticket);
  const other = await asked.desk.remotes.openOf(ticket.no);
  if (other) return asked.answer(await showCase(asked, other.no));
  return openForm(asked, REMOTE, 'ask', ticket.no, { tool: asked.desk.settings.remote.tools[0] }, triggerId);
}

async function enter(asked: Asked, typed: string, values: FormValues, viewId: string) {
  const { desk, person, reader } = asked;
  const ticket = await openTicket(asked, typed);
  if (typeof ticket === 'string') return { refused: ticket };
  const other = await desk.remotes.openOf(ticket.no);
  if (other) return { refused: reader.t('remote.refusal.openAlready', { no: other.no, ticket: ticket.no }) };
  const { site, remoteConsentBy } = ticket.data;
  const customer = await desk.directory.calledNow(ticket.data);
  const of = { ticketNo: ticket.no, customer, site, calledBy: remoteConsentBy };
  const circumstances = { actor: person, now: desk.clock.now(), policy: await policyNow(desk) };
  const { no } = await desk.cases.create(
    'remote',
    (seq) => askForRemote(values, of, { team: desk.team.id, seq }, circumstances),
    `view:${viewId}`,
  );
  desk.outbox.poke();
  const { t } = reader;
  const told = tellingModal(t('shared.modal.done'), [t('remote.saved', { no, ticket: ticket.no })], t);
  // What comes next is here, not to be looked for in the channel.
  const next = neededFor(textIn(values, 'tool') ?? '').map((to) => buttonOf(remoteKind, no, ASKED_BY[to], t));
  const open = { action: 'open', label: t('remote.openCard'), value: no };
  return { show: { ...told, blocks: [...told.blocks, ...actionsBlock([...next, open], [], t)] } };
}

/** One session at a time on a ticket. */
const save: typeof enter = (asked, ...submitted) => inTurn(asked.desk, `${NAME}:${submitted[0]}`, () => enter(asked, ...submitted));

const LISTS = listsInWords(NAME, REMOTE_LISTS);
const EXPORT = wordsFor('remote.export', ['words']);

/** All consents as a sheet, or those of the sessions that were opened in a period. */
async function exportConsents(asked: Asked, typed: string): Promise<void> {
  const { desk, reader, answer } = asked;
  const remotes = await desk.remotes.newest();
  if (typed === '') return sendConsents(asked, remotes, NAME);
  const days = parsePeriod(typed, reader.now);
  if (typeof days === 'string') return answer(noPeriod(days, typed, asked));
  const { from, to } = instantsOf(days, reader.now);
  const opened = remotes.filter(({ openedAt }) => openedAt >= from && openedAt < to);
  return sendConsents(asked, opened, `${NAME}-${days.from}-${days.to}`);
}

/** `/remote`: what is open, a ticket's number a session for it, a session's its card, the consents of a period or all as a sheet. */
export const REMOTE: RegisterCommand = {
  name: NAME,
  command: '/remote',
  async answer(asked, text, triggerId) {
    const [typed = '', ...rest] = text.trim().split(/\s+/);
    const word = typed.toLowerCase();
    const named = listAsked(LISTS, text.trim() || 'open');
    if (named && named.rest === '') return asked.answer(shareable(await named.list(asked, ''), `remote ${named.word}`, asked.reader.t));
    if (EXPORT[word]) return exportConsents(asked, rest.join(' '));
    const no = parseCaseNo(numberOf('R', typed));
    if (no?.startsWith('T-')) return askFor(asked, no, triggerId);
    if (no) return answerCase(asked, no, rest, triggerId);
    return asked.answer(await notUnderstood(text, NAME, 'remote', ['open', 'stayed'], asked));
  },
  presses: {},
  forms: {
    ask: {
      submit: () => 'shared.button.askFor',
      form: async ({ desk, reader }) => {
        const { tools } = desk.settings.remote;
        return askForm(tools, Object.fromEntries(tools.map((tool) => [tool, toolInWords(tool, reader)])));
      },
      above: async ({ reader }, ticket) => [reader.t('remote.askFor', { ticket })],
      save,
    },
  },
};
