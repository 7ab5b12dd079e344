import type { KnownBlock } from '@slack/types';
import type { Message, ShownBlock } from '../messages/blocks.js';
import { cutTo } from '../messages/mrkdwn.js';
import type { Blocks } from '../messages/older.js';
import { failureOf } from './delivery.js';

/** How long the texts of a leaner message may be, of one that is text alone, and of the shortest. */
const LEAN = { text: 300, fields: 4, blocks: 8 };
const TEXT_ALONE = 3_000;
const SHORTEST = 150;

type Text = { readonly text: string };
const wordsOf = (values: readonly unknown[]): string[] =>
  values.flatMap((value) =>
    typeof value === 'object' && value !== null && 'text' in value && typeof value.text === 'string' ? value.text : [],
  );

/** Every text that is read in a block, in order; not those of buttons and menus. */
function textsOf(block: ShownBlock): string[] {
  if (block.type === 'header') return [block.text.text];
  if (block.type === 'section') return wordsOf([block.text, ...(block.fields ?? [])]);
  if (block.type === 'context') return wordsOf(block.elements);
  return [];
}

function leaner(block: ShownBlock): ShownBlock {
  const cut = <T extends Text>(text: T): T => ({ ...text, text: cutTo(text.text, LEAN.text) });
  if (block.type !== 'section') return block;
  return {
    ...block,
    ...(block.text ? { text: cut(block.text) } : {}),
    ...(block.fields ? { fields: block.fields.slice(0, LEAN.fields).map(cut) } : {}),
  };
}

/** What people read of a message, without its blocks. */
export const asTextAlone = ({ text, blocks }: Message): Message => ({
  text: cutTo(blocks.flatMap(textsOf).join('\n') || text, TEXT_ALONE),
  blocks: [],
});

const asSection = (text: string): KnownBlock => ({ type: 'section', text: { type: 'mrkdwn', text, verbatim: true } });

/** What people read of a view, and the fields that they fill in: the rest is left out. */
export const asSections = <S extends Blocks>(shape: S): S => ({
  ...shape,
  blocks: shape.blocks.flatMap((block): ShownBlock[] => (block.type === 'input' ? [block] : textsOf(block).map(asSection))),
});

/** A message in the forms that are tried one after the other where Slack refuses one: as it is, leaner, as text alone, as its first words. */
export function shapesOf(message: Message): Message[] {
  const { text, blocks } = message;
  const actions = blocks.filter(({ type }) => type === 'actions').slice(-1);
  const others = blocks.filter(({ type }) => type !== 'actions').slice(0, LEAN.blocks);
  return [
    message,
    { text: cutTo(text, LEAN.text), blocks: [...others.map(leaner), ...actions] },
    asTextAlone(message),
    { text: cutTo(text, SHORTEST), blocks: [] },
  ];
}

/** Calls with a message in the first form that Slack takes. What it refused for its form is not sent again unchanged; throws the last refusal. */
export async function inSomeForm<T>(
  message: Message,
  call: (shape: Message) => Promise<T>,
  onRefused: (reason: string) => void,
): Promise<T> {
  let refusal: unknown;
  for (const shape of shapesOf(message)) {
    try {
      return await call(shape);
    } catch (error) {
      const { kind, reason } = failureOf(error);
      if (kind !== 'form') throw error;
      onRefused(reason);
      refusal = error;
    }
  }
  throw refusal;
}
