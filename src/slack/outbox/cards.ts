import type { Card, CardButton, Reader } from '../../cases/card.js';
import type { Case } from '../../cases/case.js';
import { REMOVED } from '../../cases/forget.js';
import { allKinds, kindNamed, kindOf } from '../../cases/kinds.js';
import { mayPress } from '../../cases/workflow.js';

/** A case that cannot be shown: its number, and the way to what happened to it. */
const brokenCard = ({ no, state }: Case<object>, { t }: Reader): Card => ({
  title: no,
  status: `${state} · ${t('shared.broken.row')}`,
  lines: [],
  body: t('shared.broken.case'),
  buttons: [],
  menu: [{ action: 'history', label: t('shared.action.history'), value: no }],
});

/** What can be pressed on a case for the sake of other kinds, the likely ones first. */
export const offersOn = (c: Case<object>, reader: Reader): readonly CardButton[] =>
  allKinds().flatMap(({ joins = {} }) => joins[c.kind]?.offers?.(c, reader) ?? []);

/** A card with what other kinds offer on it: what is likely as a button, the rest in the menu. */
function withOffers(card: Card, offers: readonly CardButton[]): Card {
  const isLikely = ({ style }: CardButton): boolean => style === 'primary';
  return {
    ...card,
    buttons: [...card.buttons, ...offers.filter(isLikely)],
    menu: [...card.menu, ...offers.filter((one) => !isLikely(one))],
  };
}

/** A card without the presses that would refuse its reader, whatever its kind. */
function pressable(card: Card, c: Case<object>, reader: Reader): Card {
  const kind = kindOf(c);
  const fits = ({ action }: CardButton): boolean => mayPress(kind, c, action, reader);
  return { ...card, buttons: card.buttons.filter(fits), menu: card.menu.filter(fits) };
}

/** What was forgotten stands in the records in one language; on a card it is said in its reader's. */
function saidForgotten(card: Card, { t }: Reader): Card {
  const said = (text: string): string => text.replaceAll(REMOVED, t('shared.card.forgotten'));
  return {
    ...card,
    title: said(card.title),
    lines: card.lines.map((line) => ({ ...line, value: said(line.value) })),
    ...(card.body === undefined ? {} : { body: said(card.body) }),
    ...(card.notes ? { notes: card.notes.map(said) } : {}),
  };
}

/**
 * What a reader sees of a case; undefined for kinds without a card. One in which something is stored wrongly has a card that says so,
 * and `failed` hears of it.
 */
export function cardOf(c: Case<object>, reader: Reader, failed: (error: unknown) => void = () => {}): Card | undefined {
  try {
    const card = kindNamed(c.kind)?.card?.(c, reader);
    return card && withOffers(pressable(saidForgotten(card, reader), c, reader), offersOn(c, reader));
  } catch (error) {
    failed(error);
    return brokenCard(c, reader);
  }
}
