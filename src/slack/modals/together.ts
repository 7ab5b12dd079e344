import type { KnownBlock } from '@slack/types';
import { z } from 'zod';
import type { Reader } from '../../cases/card.js';
import { CLOCK, type HistoryEntry } from '../../cases/case.js';
import type { Field, FieldValue, Form } from '../../cases/form.js';
import type { Answer, Conflict } from '../../cases/merge.js';
import { maskedPhones } from '../../cases/phones.js';
import { person, shorten } from '../../cases/text.js';
import type { CaseRecord } from '../../store/cases.js';
import { timeInWords } from '../../time/wording.js';
import { plain, section } from '../messages/blocks.js';
import { ownWordsOf } from '../messages/changed.js';
import { entryInWords } from '../messages/history.js';
import { labelOf, optionLabelOf, VALUE, type ViewState } from './modal.js';

/** The blocks that ask whose change holds begin with this; they are not fields of the form. */
export const TOGETHER = 'together_';
/** Slack's most blocks of a modal. */
const MOST_BLOCKS = 100;
const ALL = 'all';
const SHOWN_LENGTH = 300;
const MOST_NAMED = 6;

/** What a question says is so, and the answers that can be chosen. */
interface Question {
  readonly said: string;
  readonly label: string;
  readonly options: readonly (readonly [value: string, words: string])[];
}

const questionBlocks = (name: string, { said, label, options }: Question): KnownBlock[] => [
  section(said),
  {
    type: 'input',
    block_id: `${TOGETHER}${name}`,
    label: plain(label, 2000),
    element: {
      type: 'radio_buttons',
      action_id: VALUE,
      options: options.map(([value, words]) => ({ text: plain(words, 75), value })),
    },
    optional: false,
  },
];

const chosenOf = (state: ViewState, name: string): string | undefined => state[`${TOGETHER}${name}`]?.[VALUE]?.selected_option?.value;

/** What a modal remembers of its questions, by name: what each was about, and its answer. */
const questionsSchema = z.looseObject({
  questions: z.record(z.string(), z.object({ about: z.string(), answer: z.string().optional() })).optional(),
});

/** A modal that may have asked something. */
type Questioned = { readonly private_metadata: string; readonly state?: unknown };

function rememberedIn({ private_metadata, state }: Questioned): z.infer<typeof questionsSchema> {
  const stands = ((state as { readonly values?: ViewState } | undefined)?.values ?? {}) as ViewState;
  let read: unknown;
  try {
    read = JSON.parse(private_metadata);
  } catch {
    return {};
  }
  const remembered = questionsSchema.safeParse(read).data ?? {};
  const answered = Object.entries(remembered.questions ?? {}).map(([name, { about, answer }]) => {
    const chosen = chosenOf(stands, name) ?? answer;
    return [name, { about, ...(chosen ? { answer: chosen } : {}) }] as const;
  });
  return answered.length > 0 ? { ...remembered, questions: Object.fromEntries(answered) } : remembered;
}

/** What was answered to a question of a modal about this, now or before another question was asked. */
export const answerTo = (view: Questioned, name: string, about: string): string | undefined => {
  const asked = rememberedIn(view).questions?.[name];
  return asked?.about === about ? asked.answer : undefined;
};

/** What a modal remembers, with the answers that stand in it: drawn anew it asks none of them again. */
export const withAnswers = (view: Questioned): string => JSON.stringify(rememberedIn(view));

/** A question that a submitted modal comes back with, about something: answered by `answerTo`. What was answered to others stays. */
export const questionIn = (view: Questioned, name: string, about: string, question: Question): Asking => {
  const remembered = rememberedIn(view);
  return {
    blocks: questionBlocks(name, question),
    metadata: JSON.stringify({ ...remembered, questions: { ...remembered.questions, [name]: { about } } }),
  };
};

/** What a modal remembers of how its case or entry stood when it was opened. Kept short: Slack takes 3,000 characters. */
export const openedSchema = z.object({
  /** When, in milliseconds. */
  at: z.number(),
  /** What its fields showed; absent in a form that shows nothing that is known. */
  shown: z.record(z.string(), z.string()).optional(),
  /** What the answer rests on besides. */
  on: z.string().optional(),
  /** What was asked about already: which state of the others' the person was shown, by conflict. */
  asked: z.record(z.string(), z.string()).optional(),
  /** What was answered to that. */
  took: z.record(z.string(), z.enum(['mine', 'theirs'])).optional(),
  /** How often it was asked. */
  round: z.number().optional(),
});
export type Opened = z.infer<typeof openedSchema>;

/** A submitted modal comes back with these blocks above its fields, and remembers this. */
export interface Asking {
  readonly blocks: readonly KnownBlock[];
  readonly metadata: string;
}

function valueInWords(form: Form, field: Field, value: FieldValue | undefined, { t, locale, now }: Reader): string {
  if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) return t('shared.together.nothing');
  if (field.kind === 'phone') return maskedPhones(String(value));
  if (field.kind === 'person') return person(String(value));
  if (value instanceof Date) return timeInWords(value, now, locale);
  if (field.options) {
    const chosen = Array.isArray(value) ? value.map(String) : [String(value)];
    return chosen.map((one) => optionLabelOf(form, field, one, { t })).join(', ');
  }
  if (Array.isArray(value)) return value.map((one) => (typeof one === 'object' ? one.name : one)).join(', ');
  return shorten(String(value), SHOWN_LENGTH);
}

const wasInWords = (form: Form, field: Field, was: string | undefined, reader: Reader): string =>
  was === undefined || field.kind === 'phone' ? '…' : valueInWords(form, field, was, reader);

/** The last entry since then that changed one of these fields, else the last of somebody else. */
function causeOf(conflict: Conflict, history: readonly HistoryEntry[], since: number, me: string): HistoryEntry | undefined {
  const later = history.filter(({ at }) => at.getTime() >= since);
  const isOf = (changed: string): boolean => {
    const key = changed.slice(changed.indexOf('.') + 1);
    return conflict.fields.some(({ field }) => field.name === changed || field.name.endsWith(`_${key}`));
  };
  return (
    later.findLast(({ changes }) => changes.some(({ field }) => isOf(field))) ?? later.findLast(({ by }) => by !== me && by !== CLOCK.id)
  );
}

/** How a conflict is told: what it was, what the other made of it, who and when, what this person typed. */
function conflictInWords(form: Form, conflict: Conflict, cause: HistoryEntry | undefined, reader: Reader): string {
  const { t, now, locale } = reader;
  const by = cause && cause.by !== CLOCK.id ? person(cause.by) : t('shared.together.somebody');
  const at = cause ? timeInWords(cause.at, now, locale) : t('shared.together.meanwhile');
  return conflict.fields
    .map(({ field, was, theirs, mine }) =>
      t('shared.together.field', {
        field: labelOf(form, field, reader),
        was: wasInWords(form, field, was, reader),
        by,
        at,
        theirs: valueInWords(form, field, theirs, reader),
        mine: valueInWords(form, field, mine, reader),
      }),
    )
    .join('\n');
}

function choice(name: string, label: string, round: number, { t }: Reader): KnownBlock {
  const option = (take: string) => ({ text: plain(t(`shared.together.${take}`), 75), value: take });
  return {
    type: 'input',
    block_id: `${TOGETHER}${round}_${name}`,
    label: plain(label, 2000),
    element: { type: 'radio_buttons', action_id: VALUE, options: [option('mine'), option('theirs')] },
    optional: false,
  };
}

/** Asks whose change holds: each conflict by itself while a modal of so many blocks has room, else all with one answer. */
export function askAbout(
  form: Form,
  conflicts: readonly Conflict[],
  opened: Opened,
  history: readonly HistoryEntry[],
  reader: Reader,
  blocks: number,
): { readonly blocks: readonly KnownBlock[]; readonly opened: Opened } {
  const { t, user = '' } = reader;
  const round = (opened.round ?? 0) + 1;
  const told = conflicts.map((conflict) => conflictInWords(form, conflict, causeOf(conflict, history, opened.at, user), reader));
  const asked = Object.fromEntries(conflicts.map(({ name, theirs }) => [name, theirs]));
  const took = Object.fromEntries(Object.entries(opened.took ?? {}).filter(([name]) => asked[name] === undefined));
  const isRoom = blocks + 2 * conflicts.length + 1 <= MOST_BLOCKS;
  const each = conflicts.flatMap((conflict, n) => [
    section(told[n] ?? ''),
    choice(
      conflict.name,
      t('shared.together.which', { field: conflict.fields.map(({ field }) => labelOf(form, field, reader)).join(', ') }),
      round,
      reader,
    ),
  ]);
  const more = told.length > MOST_NAMED ? [t('shared.history.more', { n: told.length - MOST_NAMED })] : [];
  const together = [section([...told.slice(0, MOST_NAMED), ...more].join('\n')), choice(ALL, t('shared.together.whichAll'), round, reader)];
  return {
    blocks: [section(t('shared.together.asks')), ...(isRoom ? each : together)],
    opened: { ...opened, round, asked: { ...opened.asked, ...asked }, took },
  };
}

/** What became of a case while a form of it was open, of what the answer rests on. */
export function staleInWords(record: CaseRecord, { at }: Opened, reader: Reader): string {
  const { no, kind, history } = record;
  const later = history.filter((entry) => entry.at.getTime() >= at && entry.by !== CLOCK.id).slice(-MOST_NAMED);
  return [
    reader.t('shared.together.stale', { no }),
    ...later.map((entry) => entryInWords(entry, kind, reader, ownWordsOf(record))),
    reader.t('shared.together.lookOver'),
  ].join('\n');
}

/** What a modal remembers, with whose change holds as it was answered: it stays so when something else is asked. */
export function answeredIn(opened: Opened, state: ViewState): Opened {
  const { asked = {}, took = {}, round = 0 } = opened;
  const taken = (name: string): string | undefined => state[`${TOGETHER}${round}_${name}`]?.[VALUE]?.selected_option?.value;
  const now = Object.keys(asked).flatMap((name) => {
    const take = taken(name) ?? took[name] ?? taken(ALL);
    return take === 'mine' || take === 'theirs' ? [[name, take] as const] : [];
  });
  return now.length > 0 ? { ...opened, took: Object.fromEntries(now) } : opened;
}

/** What was answered to the questions of a modal. */
export const answersOf = ({ asked = {}, took = {} }: Opened): Record<string, Answer> =>
  Object.fromEntries(
    Object.entries(took).flatMap(([name, take]) => (asked[name] === undefined ? [] : [[name, { take, theirs: asked[name] }]])),
  );
