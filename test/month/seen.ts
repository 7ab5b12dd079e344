import type { Json, SandboxMessage, SandboxView } from '../../src/sandbox/workspace.js';
import type { Given } from './log.js';

export const shown = ({ text, blocks }: SandboxMessage): string => `${text} ${JSON.stringify(blocks ?? '')}`;

/** Where on a message this action is to be pressed: a button of its own, or a choice of the menu. */
export function placeOf({ blocks = [] }: SandboxMessage, action: string, no: string): { id: string; value: string } | undefined {
  for (const block of blocks)
    for (const element of [...(block.elements ?? []), ...(block.accessory ? [block.accessory] : [])]) {
      if (element.action_id === `case:${action}` && String(element.value ?? '').split(' ')[0] === no)
        return { id: element.action_id, value: element.value };
      const chosen = element.options?.find(({ value }: { value?: string }) => value === `${action} ${no}`);
      if (chosen) return { id: element.action_id, value: chosen.value };
    }
  return undefined;
}

export const fieldsOf = ({ body }: SandboxView): string[] => body.blocks.map(({ block_id }: Json) => String(block_id));
/** Does this form hide, behind *More*, some of what is to be entered? */
export function hidesSome(view: SandboxView, given: Given): boolean {
  const fields = fieldsOf(view);
  const isOpen = view.values.more?.value?.selected_options?.length > 0;
  return fields.includes('more') && !isOpen && Object.keys(given).some((field) => !fields.includes(field));
}

export const wordsOf = ({ body }: SandboxView): string => JSON.stringify(body.blocks);
/** The tickets of which somebody is asked whether they are of the same call, and where he answers. */
export interface Twins {
  readonly block: string;
  readonly of: readonly string[];
}

export function twinsIn({ body }: SandboxView): Twins | undefined {
  const block = body.blocks.find(({ elements = [] }: Json) => elements.some(isSameAs));
  const of: string[] = (block?.elements ?? []).filter(isSameAs).map(({ value }: Json) => String(value).split(' ')[1]);
  return block ? { block: String(block.block_id), of } : undefined;
}
const isSameAs = ({ action_id }: Json): boolean => action_id === 'case:ticket.sameAs';
/** What a cell shows: words, or a link. */
const cellText = ({ text, elements = [] }: Json): string => text ?? elements.map(cellText).join('');
export const rowsOf = ({ blocks = [] }: SandboxMessage): string[][] =>
  (blocks.find(({ type }) => type === 'data_table')?.rows ?? []).slice(1).map((row: Json[]) => row.map(cellText));
