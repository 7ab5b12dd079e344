import { describe, expect, test } from '@jest/globals';
import { formOn } from '../../src/cases/form.js';
import { joinedTo } from '../../src/cases/joined.js';
import type { Joined, KindRow } from '../../src/cases/kind.js';
import { kindNamed } from '../../src/cases/kinds.js';
import { toPerson } from '../../src/cases/telling.js';
import { ticket as plain, type TicketData, type TicketState } from '../../src/cases/ticket/index.js';
import { decide } from '../../src/cases/workflow.js';
import { translator } from '../../src/locales/index.js';
import { anActor, aPolicy, aTicket, at } from '../support/builders.js';

const NOW = at('2026-03-02T10:00');
const around = { actor: anActor('U2'), now: NOW, policy: aPolicy() };
const reader = { locale: 'en', now: NOW, t: translator('en') } as const;

/** A kind that lends keys, as far as tickets see it. */
const keys: Joined<TicketData, TicketState> = {
  lines: ({ data }) => [
    { label: 'Key', value: (data as { key?: string }).key ?? '' },
    { label: 'Nothing', value: '' },
  ],
  asks: { resolve: { behind: 'cause', fields: [{ name: 'key', kind: 'text' }] } },
  tells: { keyLost: { from: ['open'], by: 'linkedCase', apply: () => ({ data: { description: 'lost' } }) } },
  follows: ({ owner }, { action, input, change: { state } }) =>
    state === 'resolved' ? { data: { key: `${action} ${input.key}` } as object, say: [toPerson(owner, 'keyBack')] } : {},
  helps: { keyBack: ['note', 'open'] },
};
const kind = (joins: Readonly<Record<string, Joined>>): KindRow => ({ ...(kindNamed('duty') as KindRow), joins });
const joined = joinedTo(plain, [plain, kind({ ticket: keys }), kind({ visit: keys })]);
const solved = { steps: 'new lock', cause: 'rust', category: 'hardware', part: 'hardware', key: 'K7' };

describe('what a kind brings to the cases of another one', () => {
  test('its fields stand in their forms behind the field it names, whatever else is asked, and begin with what is kept', () => {
    const form = joined.rules.actions.resolve?.form;
    const owed = { ...aTicket(), data: { ...aTicket().data, callbackAt: NOW.toJSDate() } };
    const names = (c = aTicket()) => form && formOn(form, c, {}).fields.map(({ name }) => name);
    expect(names()).toEqual(['steps', 'cause', 'key', 'category', 'part']);
    expect(names(owed)).toEqual(['steps', 'cause', 'key', 'category', 'part', 'text']);
    const kept = { ...aTicket(), data: { ...aTicket().data, key: 'K7' } };
    expect(joined.prefill?.(kept, { action: 'resolve', reader, typed: {} })).toMatchObject({ key: 'K7', category: kept.data.category });
    expect(joined.prefill?.(kept, { action: 'edit', reader, typed: {} })).not.toHaveProperty('key');
  });

  test('what follows from an action is written with it, after what it does itself; a refusal has nothing behind it', () => {
    const decided = decide(joined.rules, aTicket(), 'resolve', solved, around);
    if (!decided.ok) throw new Error(decided.code);
    expect(decided.next).toMatchObject({ state: 'resolved', data: { key: 'resolve K7', steps: 'new lock' } });
    expect(decided.entries[0]?.changes).toContainEqual({ field: 'key', from: null, to: 'resolve K7' });
    const said = decided.notices.map(({ say }) => say);
    expect(said.at(-1)).toBe('keyBack');
    expect(said).toContain('resolved');
    expect(decide(joined.rules, decided.next, 'resolve', solved, around)).toMatchObject({ ok: false, code: 'state' });
    const noted = decide(joined.rules, aTicket(), 'note', { text: 'x' }, around);
    expect(noted.ok && noted.notices.map(({ say }) => say)).not.toContain('keyBack');
  });

  test('it tells them what no person may, and says what helps with its notices; theirs are helped with as before', () => {
    expect(decide(joined.rules, aTicket(), 'keyLost', {}, around)).toMatchObject({ ok: false, code: 'unknownAction' });
    const told = decide(joined.rules, aTicket(), 'keyLost', {}, { ...around, actor: { ...around.actor, isLinked: true } });
    expect(told).toMatchObject({ ok: true, next: { data: { description: 'lost' } } });
    const to = { kind: 'person', user: 'U2' } as const;
    expect(joined.rules.helps({ say: 'keyBack', to }, aTicket())).toEqual(['note', 'open']);
    expect(joined.rules.helps({ say: 'urgent', to }, aTicket())).toEqual(plain.rules.helps({ say: 'urgent', to }, aTicket()));
  });

  test('its lines stand on their cards before what tells how they ended; an empty one does not', () => {
    const closed = { ...aTicket(), isOpen: false, state: 'resolved', data: { ...aTicket().data, key: 'K7', cause: 'rust' } } as const;
    const labels = joined.card?.(closed, reader).lines.map(({ label }) => label) ?? [];
    expect(labels.slice(labels.indexOf('Key'))).toEqual(['Key', 'Cause']);
  });

  test('J-8: fields that would join no form, stand behind none of its fields, or be asked twice are refused', () => {
    const bringing = (asks: NonNullable<Joined['asks']>) => () => joinedTo(plain, [plain, kind({ ticket: { asks } })]);
    const fields = [{ name: 'key', kind: 'text' }] as const;
    expect(bringing({ resolv: { behind: 'cause', fields } })).toThrow('ticket has no form resolv');
    expect(bringing({ resolve: { behind: 'reason', fields } })).toThrow('ticket.resolve asks no reason');
    expect(bringing({ resolve: { behind: 'cause', fields: [{ name: 'steps', kind: 'text' }] } })).toThrow(
      'ticket.resolve asks steps already',
    );
  });

  test('a name that an action has already is refused; who is brought nothing stays as he is', () => {
    const twice: Joined = { tells: { accept: { from: [], by: 'linkedCase', apply: () => ({}) } } };
    expect(() => joinedTo(plain, [kind({ ticket: twice })])).toThrow('there would be two actions accept of ticket');
    expect(joinedTo(plain, [kind({ visit: keys })])).toBe(plain);
    expect(kindNamed('visit')?.rules.actions.faultLinked).toBeUndefined();
    expect(kindNamed('ticket')?.rules.actions.faultLinked?.by).toBe('linkedCase');
  });
});
