import type { KnownBlock } from '@slack/types';
import type { Reader } from '../../src/cases/card.js';
import type { CaseNo } from '../../src/cases/case.js';
import { FaultRanking } from '../../src/cases/fault/index.js';
import { type FormValues, textIn } from '../../src/cases/form.js';
import { kindOfNo, parseCaseNo } from '../../src/cases/kinds.js';
import { onScreen } from '../../src/cases/moment.js';
import type { Policy } from '../../src/cases/policy.js';
import { phoneKeys } from '../../src/cases/telephone.js';
import { person as mention, shorten, unformatted } from '../../src/cases/text.js';
import type { Ticket } from '../../src/cases/ticket/ticket.js';
import { act } from '../../src/slack/act.js';
import type { Desk } from '../../src/slack/desk.js';
import { actionsBlock, section } from '../../src/slack/messages/blocks.js';
import { openModal } from '../../src/slack/modals/views.js';
import type { Caller } from '../../src/store/tickets.js';
import { actionModal } from '../shared/forms.js';
import { registerButton } from '../shared/registers.js';
import type { Press } from '../subject.js';
import { type ManyAlike, manyAlike } from './many-alike.js';
import { keysOf } from './objections.js';

/** What was logged so long before may be the same call, logged by somebody else. */
const WITHIN_MS = 3_600_000;
/** So many tickets are asked about. */
const MOST_TWINS = 2;
const SHOWN = 80;
/** So much of what was typed goes into a note. */
const MOST_SAID = 1_500;

/** What was cancelled so long before may be logged anew. */
const ANEW_MS = 24 * WITHIN_MS;
/** It was open so long at most. */
const OPEN_MS = 7 * ANEW_MS;

/** What is compared of a call. */
type Said = Caller & Pick<Ticket['data'], 'description' | 'category'>;

const saidIn = ({ data }: Pick<Ticket, 'data'>): Said => ({ ...data, keys: keysOf(data) });

/** Those of these tickets whose words are alike, the likest first. */
function alike(others: readonly Ticket[], { description: words, category }: Said): Ticket[] {
  const ranking = new FaultRanking();
  for (const { no, data } of others) ranking.set({ no, texts: [data.description], category: data.category });
  return ranking.find({ words, category }, MOST_TWINS).flatMap(({ no }) => others.find((other) => other.no === no) ?? []);
}

/** Other open tickets of the last hour, of the same number or customer, whose words are alike: the likest first. Rule G8. */
async function twinsOf(desk: Desk, ticket: Ticket): Promise<Ticket[]> {
  const came = await desk.tickets.openSince(new Date(ticket.openedAt.getTime() - WITHIN_MS), saidIn(ticket));
  return alike(
    came.filter(({ no }) => no !== ticket.no),
    saidIn(ticket),
  );
}

/** The ticket of this call that was cancelled within the last day, if one was; the call is logged, whatever becomes of the question. */
async function cancelledBefore(desk: Desk, said: Said): Promise<Ticket | undefined> {
  try {
    const now = desk.clock.now().toMillis();
    const cancelled = await desk.tickets.cancelledSince(new Date(now - OPEN_MS), said);
    const [former] = alike(
      cancelled.filter(({ closedAt }) => closedAt !== undefined && now - closedAt.getTime() <= ANEW_MS),
      said,
    );
    return former;
  } catch (error) {
    desk.log.warn({ err: error }, 'a call was logged without a look at what was cancelled');
    return undefined;
  }
}

/** What is typed of a call that is a fault; undefined while nobody can say whose it is, or what. */
async function typedCall(desk: Desk, values: FormValues): Promise<Said | undefined> {
  const [customer = '', phone = '', description] = ['customer', 'phone', 'description'].map((name) => textIn(values, name));
  if (!description || !(customer || phone)) return undefined;
  const known = customer ? await desk.customers.named(customer) : undefined;
  return {
    ...{ description, category: textIn(values, 'category') ?? 'other', keys: phoneKeys(phone) },
    ...{ customer: known?.name ?? customer, customerNo: known?.no },
  };
}

/** Open tickets of the last hour that may be of the call that is being written down: the likest first. Rule G8, decision 0097. */
export async function twinsSoFar(desk: Desk, values: FormValues): Promise<Ticket[]> {
  const said = await typedCall(desk, values);
  if (!said) return [];
  return alike(await desk.tickets.openSince(desk.clock.now().minus(WITHIN_MS).toJSDate(), said), said);
}

const inOneRow = ({ no, data, openedAt, owner }: Ticket, reader: Reader): string =>
  reader.t('ticket.twin.row', {
    no,
    at: onScreen(openedAt, reader),
    owner: mention(owner),
    description: unformatted(shorten(data.description, SHOWN)),
  });

/** They, in the form in which the call is written down, each with the way to add to it instead. */
export function twinsSoFarBlocks(twins: readonly Ticket[], values: FormValues, reader: Reader): KnownBlock[] {
  const said = [textIn(values, 'callerName'), textIn(values, 'description')].filter(Boolean).join(reader.t('ticket.twin.says'));
  const rows = twins.flatMap((twin) => {
    const target = `${twin.no} ${shorten(said, MOST_SAID)}`;
    const add = registerButton('ticket', 'addTo', target, reader, { label: reader.t('ticket.press.addTo', { no: twin.no }) });
    return [section(inOneRow(twin, reader)), ...actionsBlock([add], [], reader.t)];
  });
  return rows.length > 0 ? [section(reader.t('ticket.twin.soFar')), ...rows] : [];
}

/** What came before a call that is logged: the ticket of it that was cancelled, and whether many say much the same. */
export async function cameBefore(
  desk: Desk,
  values: FormValues,
  { chosen, ...caller }: Caller & { readonly chosen: CaseNo | undefined },
  policy: Pick<Policy, 'fault'>,
): Promise<{ readonly former: Ticket | undefined; readonly many: ManyAlike | undefined }> {
  const description = textIn(values, 'description') ?? '';
  const [former, many] = await Promise.all([
    cancelledBefore(desk, { ...caller, description, category: textIn(values, 'category') ?? 'other' }),
    manyAlike(desk, description, chosen, policy),
  ]);
  return { former, many };
}

/** Whether a call was logged twice, asked of whoever logged the second; the call is logged, whatever becomes of the question. */
export async function twinBlocks(desk: Desk, ticket: Ticket, reader: Reader): Promise<KnownBlock[]> {
  const { t } = reader;
  try {
    const twins = await twinsOf(desk, ticket);
    if (twins.length === 0) return [];
    const words = twins.map((twin) => inOneRow(twin, reader));
    const same = twins.map(({ no }) =>
      registerButton('ticket', 'sameAs', `${ticket.no} ${no}`, reader, { label: t('ticket.press.sameAs', { no }) }),
    );
    const another = registerButton('ticket', 'another', [ticket.no, ...twins.map(({ no }) => no)].join(' '), reader);
    return [section([t('ticket.twin.ask', { no: ticket.no }), ...words].join('\n')), ...actionsBlock([...same, another], [], t)];
  } catch (error) {
    desk.log.warn({ err: error }, 'a call was logged without a look at what else was logged');
    return [];
  }
}

/** Its *Cancel*, filled in as logged twice. */
const sameAs: Press = async (asked, target, triggerId) => {
  const { desk, reader, answer, isInModal } = asked;
  const [own = '', duplicateOf = ''] = target.split(' ');
  const no = parseCaseNo(own);
  const record = no && (await desk.cases.get(no));
  if (record?.kind !== 'ticket' || !record.isOpen) return answer(reader.t('shared.trouble.gone'));
  const given = { cancelReason: 'duplicate', duplicateOf };
  return openModal(desk, triggerId, reader.t, () => actionModal(desk, reader, record, 'cancel', undefined, '', given), isInModal);
};

/** It stands in its thread that these are two, so that nobody asks again. */
const another: Press = async ({ desk, person, reader, answer }, target) => {
  const { t } = reader;
  const [own = '', ...others] = target.split(' ');
  const no = parseCaseNo(own);
  const text = t('ticket.twin.another', { list: others.join(', ') });
  if (!no || kindOfNo(no)?.name !== 'ticket') return answer(t('shared.trouble.gone'));
  const done = await act(desk, person, no, 'note', { text }, `another:${target}`);
  return answer(done.ok ? t('ticket.twin.noted', { no }) : t('shared.trouble.gone'));
};

/** What was typed, as a note of the ticket that it belongs to; the form in which it was typed stays below. */
const addTo: Press = async ({ desk, reader, answer, isInModal }, target, triggerId) => {
  const [typed = '', ...said] = target.split(' ');
  const no = parseCaseNo(typed);
  const record = no && (await desk.cases.get(no));
  if (record?.kind !== 'ticket' || !record.isOpen) return answer(reader.t('shared.trouble.gone'));
  return openModal(desk, triggerId, reader.t, () => actionModal(desk, reader, record, 'note', undefined, said.join(' ')), isInModal);
};

export const TICKET_PRESSES: Readonly<Record<string, Press>> = { sameAs, another, addTo };
