import { describe, expect, test } from '@jest/globals';
import type { Reader } from '../../src/cases/card.js';
import type { Case, CaseNo } from '../../src/cases/case.js';
import { REMOVED } from '../../src/cases/forget.js';
import { kindNamed, kindOf } from '../../src/cases/kinds.js';
import { messageCard } from '../../src/cases/message/card.js';
import { type Message, messageKind } from '../../src/cases/message/workflow.js';
import { remoteCard } from '../../src/cases/remote/card.js';
import type { Remote } from '../../src/cases/remote/remote.js';
import { askForRemote, remoteKind } from '../../src/cases/remote/workflow.js';
import type { CaseKind } from '../../src/cases/rules.js';
import { openCase } from '../../src/cases/settle.js';
import { ticketCard } from '../../src/cases/ticket/card.js';
import type { Ticket } from '../../src/cases/ticket/ticket.js';
import { ticketKind } from '../../src/cases/ticket/workflow.js';
import { visitCard } from '../../src/cases/visit/card.js';
import { visitKind } from '../../src/cases/visit/workflow.js';
import { actionOf, decide, decideDue } from '../../src/cases/workflow.js';
import { translator } from '../../src/locales/index.js';
import { cardMessage } from '../../src/slack/messages/blocks.js';
import { cardOf } from '../../src/slack/outbox/cards.js';
import { anActor, aPolicy, aTicket, at, aVisit, PACKED } from '../support/builders.js';

const OPENED = at('2026-03-02T10:00');
const policy = aPolicy();
const readBy = (now = OPENED, locale: 'en' | 'zh-CN' = 'en') => ({ locale, now, t: translator(locale) });
const pressed = (ticket: Ticket, action: string, input = {}, now = OPENED): Ticket => {
  const decided = decide(ticketKind, ticket, action, input, { actor: anActor('U02ENGLI'), now, policy });
  if (!decided.ok) throw new Error(decided.code);
  return decided.next as Ticket;
};

const pressedOn = <D extends object, S extends string>(
  kind: CaseKind<D, S>,
  c: Case<D, S>,
  action: string,
  input = {},
  user = 'U01AGENT',
): Case<D, S> => {
  const decided = decide(kind, c, action, input, { actor: anActor(user), now: OPENED, policy });
  if (!decided.ok) throw new Error(decided.code);
  return decided.next;
};
/** A message for the engineer, taken by the agent. */
const aMessage = (): Message =>
  openCase(
    messageKind,
    {
      ...{ team: 'T1', seq: 1, state: 'open', owner: 'U02ENGLI' },
      data: { for: 'U02ENGLI', takenBy: 'U01AGENT', customer: '悦购', callerName: 'Mia', phone: '138 0000 0001', text: 'call me' },
    },
    { actor: anActor(), now: OPENED, policy },
  ).next;
/** A remote session, asked for by the agent. */
const aRemote = (): Remote =>
  askForRemote(
    { machine: 'Till 2', tool: 'client', asked: 'update the driver' },
    { ticketNo: 'T-1' as CaseNo, customer: 'Shop' },
    { team: 'T1', seq: 1 },
    { actor: anActor(), now: OPENED, policy },
  ).next;

interface Button {
  readonly text: { readonly text: string };
  readonly style?: string;
  readonly options?: readonly { readonly text: { readonly text: string } }[];
}
/** What a card shows: its header, the line below it, labels and what stands there, its buttons and its menu. */
function shown(card: Parameters<typeof cardMessage>[0], locale: 'en' | 'zh-CN' = 'en') {
  const blocks = cardMessage(card, translator(locale)).blocks as readonly {
    readonly type: string;
    readonly text?: { readonly text: string };
    readonly fields?: readonly { readonly text: string }[];
    readonly elements?: readonly Button[];
  }[];
  const elements = blocks.find(({ type }) => type === 'actions')?.elements ?? [];
  return {
    header: blocks[0]?.text?.text ?? '',
    status: blocks[1]?.text?.text ?? '',
    fields: blocks.flatMap(({ fields = [] }) => fields.map(({ text }) => text.split('\n'))),
    buttons: elements.filter(({ options }) => !options),
    menu: elements.flatMap(({ options = [] }) => options.map(({ text }) => text.text)),
  };
}
const token = (iso: string) => `<!date^${Math.floor(at(iso).toMillis() / 1000)}^{date_short_pretty} {time} ({ago})|`;

describe('a card says in two seconds what it is about, how it stands and what comes next', () => {
  test('fresh eye: what was forgotten is said in its reader’s language', () => {
    const ticket = aTicket({ callerName: REMOVED, phone: REMOVED, description: `${REMOVED} called` });
    const words = JSON.stringify(
      shown(cardOf(ticket, readBy(OPENED, 'zh-CN')) ?? { title: '', status: '', lines: [], buttons: [], menu: [] }, 'zh-CN'),
    );
    expect(words).toContain('（已清除）');
    expect(words).not.toContain('removed');
  });

  test('the sign and the priority stand before the place, the state in bold below, then the promise that is due first', () => {
    const ticket = aTicket({ impact: 'high' });
    const card = shown(ticketCard(ticket, readBy()));
    expect(card.header).toBe(`⚪ T-1 · ${ticket.data.priority} · Shop`);
    const first = ticket.deadlines.find(({ track }) => track.startsWith('firstResponse'));
    expect(card.status).toBe(
      `*Open* · first contact by ${token(first?.promisedAt.toISOString() ?? '')}${at(first?.promisedAt.toISOString() ?? '').toFormat('HH:mm')}>`,
    );
    expect(ticket.dueAt && first?.promisedAt && first.promisedAt < ticket.dueAt).toBe(true);
    // The other one stands below.
    expect(card.fields.filter(([, value]) => value?.includes(String((ticket.dueAt?.getTime() ?? 0) / 1000)))).toHaveLength(1);
  });

  test('after the first contact the solution is next, and its time stands once', () => {
    const ticket = pressed(pressed(aTicket(), 'accept'), 'contact');
    const card = shown(ticketCard(ticket, readBy()));
    expect(card.status).toContain('*In progress* · to be solved by <!date^');
    expect(JSON.stringify(card).split(String((ticket.dueAt?.getTime() ?? 0) / 1000))).toHaveLength(2);
    expect(card.header.startsWith('🟡 ')).toBe(true);
    expect(shown(ticketCard(ticket, readBy(OPENED, 'zh-CN')), 'zh-CN').status).toMatch(/^\*处理中\* · 解决时限 <!date/);
  });

  test('a first contact that nobody made in time is red, also when its alarm is answered', () => {
    const late = OPENED.plus({ days: 1 });
    let ticket = aTicket();
    const due = ticket.deadlines.find(({ id }) => id.startsWith('firstResponse') && id.includes('breach'))?.dueAt ?? new Date(0);
    const moment = at(due.toISOString()).plus({ seconds: 1 });
    ticket = decideDue(ticketKind, ticket, moment, policy)?.next as Ticket;
    ticket = pressed(ticket, 'onIt', {}, moment);
    const card = shown(ticketCard(ticket, readBy(moment)));
    expect(card.header.startsWith('🔴 T-1')).toBe(true);
    expect(card.status).toContain('*Open · LATE* · the first contact was due <!date^');
    expect(shown(ticketCard(ticket, readBy(late, 'zh-CN')), 'zh-CN').status).toContain('首次联系应不晚于 ');
  });

  test('what was broken is said once while it is open, and stays on the card when it is over', () => {
    const begun = pressed(pressed(aTicket(), 'accept'), 'contact');
    const broken = at(begun.dueAt?.toISOString() ?? '').plus({ seconds: 1 });
    const open = decideDue(ticketKind, begun, broken, policy)?.next as Ticket;
    const card = ticketCard(open, readBy(broken));
    expect(shown(card).status).toContain('*In progress · LATE* · was to be solved by ');
    expect(card.notes?.filter((note) => note.includes('broken'))).toEqual([]);
    const solved = pressed(open, 'resolve', { cause: 'worn out', steps: 'replaced it', solution: 'replaced it' }, broken);
    expect(ticketCard(solved, readBy(broken)).notes?.some((note) => note.includes('broken'))).toBe(true);
    expect(shown(ticketCard(solved, readBy(broken))).status).not.toContain('to be solved');
  });

  test('a visit says when somebody must be at the door; a message needs its reader and nothing else', () => {
    const visit = aVisit();
    expect(shown(visitCard(visit, readBy())).status).toMatch(/^\*\S.*\* · at the door by <!date/);
    const late = at(visit.data.from.toISOString()).plus({ minutes: 5 });
    expect(shown(visitCard(visit, readBy(late))).status).toContain('LATE* · was to be at the door by ');
    const message = {
      no: 'M-1',
      isOpen: true,
      state: 'open',
      history: [],
      data: { for: 'U02ENGLI', callerName: 'Mia', takenBy: 'U01AGENT', text: 'call me' },
    } as object as Parameters<typeof messageCard>[0];
    expect(shown(messageCard(message, readBy())).header).toBe('🟡 Message M-1 · Mia');
  });

  test('a message says by when it is to be acknowledged, and that it is late', () => {
    const message = aMessage();
    const due = message.dueAt ?? new Date(0);
    const atDue = `<!date^${due.getTime() / 1000}^{date_short_pretty} {time} ({ago})|`;
    expect(shown(messageCard(message, readBy())).status).toContain(`*Not yet acknowledged* · to be acknowledged by ${atDue}`);
    const late = shown(messageCard(message, readBy(at(due.toISOString()).plus({ minutes: 1 }), 'zh-CN')), 'zh-CN');
    expect(late.header).toBe('🔴 留言 M-1 · 悦购');
    expect(late.status).toContain(`*待确认 · 已超时* · 应不晚于 ${atDue}`);
  });

  test('a session says since when it goes on, and until when it may go on once it is cut off; signs are of the one set', () => {
    const asked = aRemote();
    expect(shown(remoteCard(asked, readBy())).status).toBe('*Asked for*');
    expect(shown(remoteCard(asked, readBy())).fields.flat().join()).toContain('⚪ not yet');
    const consent = { consentedBy: 'Mia', means: 'telephone', heardAt: OPENED.toJSDate() };
    const running = ['allowClient', 'allowWatch', 'start'].reduce((one, action) => pressedOn(remoteKind, one, action, consent), asked);
    const card = shown(remoteCard(running, readBy()));
    expect(card.status).toBe(`*Connected* · since ${token('2026-03-02T10:00')}10:00>`);
    expect(card.fields.flat().filter((words) => words.includes('Begun'))).toEqual([]);
    const cut = shown(remoteCard(pressedOn(remoteKind, running, 'disconnect'), readBy()));
    expect(cut.header).toBe('🟠 R-1 · Shop');
    expect(cut.status).toMatch(/^\*Cut off\* · may go on until <!date\^/);
  });

  test('nobody is shown a press that will refuse him, whatever the kind; a channel shows what somebody there may press', () => {
    const message = aMessage();
    const remote = aRemote();
    const people = [
      ['U02ENGLI', ['engineer']],
      ['U01AGENT', ['agent']],
      ['U03ENGTOM', ['engineer']],
      ['U04SUP', ['supervisor']],
      ['U05HEAD', ['head']],
    ] as const;
    const pressesOf = (c: Case<object>, reader: Partial<Reader>): string[] => {
      const { buttons = [], menu = [] } = cardOf(c, { ...readBy(), ...reader }) ?? {};
      return [...buttons, ...menu].map(({ action }) => action);
    };
    const refused: string[] = [];
    const pool = aVisit({ engineer: undefined });
    const taken = pressedOn(visitKind, aVisit(), 'accept', {}, 'U02ENGLI');
    for (const c of [
      message,
      remote,
      aTicket(),
      pool,
      aVisit(),
      taken,
      pressedOn(visitKind, taken, 'onMyWay', PACKED, 'U02ENGLI'),
    ] as readonly Case<object>[]) {
      const kind = kindOf(c);
      for (const [user, roles] of people)
        for (const name of pressesOf(c, { user, roles })) {
          if (!actionOf(kind, name)) continue;
          const decided = decide(kind, c, name, {}, { actor: anActor(user, roles), now: OPENED, policy });
          if (!decided.ok && /^role$|^state$|notYour/.test(decided.code)) refused.push(`${user} ${c.no} ${name}: ${decided.code}`);
        }
    }
    expect(refused).toEqual([]);
    const own = ['gotIt', 'cancel', 'edit'];
    const ofMessage = (user: string, roles: Reader['roles']): string[] =>
      pressesOf(message, { user, roles }).filter((name) => own.includes(name));
    expect(ofMessage('U02ENGLI', ['engineer'])).toEqual(['gotIt', 'edit']);
    expect(ofMessage('U01AGENT', ['agent'])).toEqual(['cancel', 'edit']);
    expect(ofMessage('U03ENGTOM', ['engineer'])).toEqual([]);
    expect(pressesOf(message, {}).filter((name) => own.includes(name))).toEqual(own);
    expect(pressesOf(remote, { user: 'U01AGENT', roles: ['agent'] })).not.toContain('takeOver');
    expect(pressesOf(remote, { user: 'U02ENGLI', roles: ['engineer'] })).toContain('takeOver');
  });

  test('one step is primary, three stand beside it, the others come first in the menu; help in danger stays in reach', () => {
    const button = (action: string, style?: 'danger') => ({ action, label: action, value: 'T-1', style });
    const buttons = ['a', 'b', 'c', 'd', 'e'].map((name) => button(name));
    const card = {
      title: 'T-1',
      standing: 'waiting',
      status: 's',
      lines: [],
      buttons: [...buttons, button('sos', 'danger')],
      menu: [button('m')],
    };
    const drawn = shown(card as Parameters<typeof cardMessage>[0]);
    expect(drawn.buttons.map(({ text, style }) => [text.text, style])).toEqual([
      ['a', 'primary'],
      ['b', undefined],
      ['c', undefined],
      ['d', undefined],
      ['sos', 'danger'],
    ]);
    expect(drawn.menu).toEqual(['e', 'm']);
    // Where all is done nothing is urged.
    const done = shown({ ...card, standing: 'kept' } as Parameters<typeof cardMessage>[0]);
    expect(done.buttons.filter(({ style }) => style === 'primary')).toEqual([]);
  });

  test('what ended and came to nothing is not headed like what was done, of whatever kind', () => {
    const head = (c: Case<object>): string => cardMessage(kindNamed(c.kind)?.card?.(c as never, readBy()) as never, translator('en')).text;
    const ends = [
      [aTicket({}, { now: OPENED, policy }), 'resolved', 'cancelled'],
      [aVisit({}, { now: OPENED, policy }), 'archived', 'cancelled'],
      [aMessage(), 'acknowledged', 'cancelled'],
    ] as readonly (readonly [Case<object>, string, string])[];
    for (const [c, done, undone] of ends) {
      const ended = (state: string) => head({ ...c, state, isOpen: false, deadlines: [], dueAt: undefined } as Case<object>);
      expect([c.kind, ended(done)]).toEqual([c.kind, expect.stringContaining('🟢')]);
      expect([c.kind, ended(undone)]).toEqual([c.kind, expect.stringContaining('⚪')]);
    }
    const remote = (state: string, data: object = {}) => {
      const asked = askForRemote(
        { machine: 'till 2', tool: 'client', asked: 'it stops' },
        { ticketNo: 'T-1' as CaseNo, customer: '悦购' },
        { team: 'T1', seq: 1 },
        { actor: anActor('U02ENGLI'), now: OPENED, policy },
      ).next;
      return head({ ...asked, state, isOpen: false, data: { ...asked.data, ...data } } as Case<object>);
    };
    expect(remote('ended', { result: 'solved' })).toContain('🟢');
    for (const one of [remote('refused', { refusedBy: 'Ms Yang' }), remote('cancelled'), remote('ended', { result: 'not' })])
      expect(one).toContain('⚪');
  });

  test('C2: whatever a card has to tell stands on it, who saw the result of a session, too', () => {
    const lines = Array.from({ length: 13 }, (_, n) => ({ label: `label ${n}`, value: `value ${n}` }));
    const { blocks } = cardMessage({ title: 'R-1', status: 'ended', lines, buttons: [], menu: [] }, translator('en'));
    const fields = blocks.flatMap((block) => ('fields' in block ? [block.fields ?? []] : []));
    expect(fields.map(({ length }) => length)).toEqual([10, 3]);
    expect(JSON.stringify(fields)).toContain('value 12');
  });
});
