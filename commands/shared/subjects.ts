import { allKinds } from '../../src/cases/kinds.js';
import { byWord } from '../../src/cases/table.js';
import { wordsFor } from '../../src/locales/index.js';
import type { Desk } from '../../src/slack/desk.js';
import type { Review, Subject } from '../subject.js';

type Tables = {
  [Key in keyof Subject]-?: NonNullable<Subject[Key]> extends Readonly<Record<string, infer Value>>
    ? NonNullable<Subject[Key]> extends readonly unknown[]
      ? never
      : Value
    : never;
};

/** A row under a word that people say for it, and whose it is. */
interface Worded<Row> {
  readonly name: string;
  readonly row: Row;
  readonly subject: string;
}

/** What several reviews show, as one. */
function inOne(shown: readonly Review[]): Review {
  const fields = new Set(shown.flatMap(({ below = {} }) => Object.keys(below)));
  return {
    above: shown.flatMap(({ above = [] }) => above),
    below: Object.fromEntries([...fields].map((field) => [field, shown.flatMap(({ below }) => below?.[field] ?? [])])),
  };
}

/** All subjects of a desk, as the machinery asks of them. */
export class Subjects {
  private readonly byWords = new Map<string, Readonly<Record<string, Worded<unknown>>>>();

  constructor(readonly all: readonly Subject[]) {}

  /** What all subjects bring of one sort. */
  each<Key extends keyof Subject>(key: Key): NonNullable<Subject[Key]>[] {
    return this.all.flatMap((subject) => {
      const brought = subject[key];
      return brought === undefined ? [] : [brought as NonNullable<Subject[Key]>];
    });
  }

  /** The row of this name in whichever subject's table has it; where several do, it is `own`'s. */
  find<Key extends 'views' | 'objections' | 'confirms' | 'told' | 'follows' | 'named'>(
    key: Key,
    name: string,
    own?: string,
  ): Tables[Key] | undefined {
    for (const subject of [...this.all.filter((one) => one.name === own), ...this.all]) {
      const table = subject[key] as Readonly<Record<string, Tables[Key]>> | undefined;
      if (table && Object.hasOwn(table, name)) return table[name];
    }
    return undefined;
  }

  /** What the form of an action shows besides its fields, of all subjects that have something to say. */
  async reviewOf(form: string, ...asked: Parameters<Tables['reviews']>): Promise<Review> {
    const reviews = this.each('reviews').flatMap((table) => (Object.hasOwn(table, form) ? (table[form] ?? []) : []));
    const shown = await Promise.all(reviews.map((review) => review(...asked)));
    const isLate = shown.some(({ late }) => late !== undefined);
    return { ...inOne(shown), ...(isLate ? { late: Promise.all(shown.map(({ late, ...now }) => late ?? now)).then(inOne) } : {}) };
  }

  /** What a press of this name shows of a case of this kind. What another subject shows under the name of one of its actions is not meant. */
  viewOf(kind: string | undefined, name: string, isItsAction: boolean): Tables['views'] | undefined {
    const own = this.all.find((subject) => subject.name === kind)?.views;
    if (own && Object.hasOwn(own, name)) return own[name];
    return isItsAction ? undefined : this.find('views', name);
  }

  /** The rows of one table of each subject under the words that people say for them, in any language. Where two say the same, it is `own`'s. */
  worded<Key extends 'mentions' | 'directs' | 'deskViews'>(
    key: Key,
    group: string,
    own?: string,
  ): Readonly<Record<string, Worded<Tables[Key]>>> {
    const asked = [key, group, own].join(' ');
    const known = this.byWords.get(asked) ?? this.rowsByWord(key, group, own);
    this.byWords.set(asked, known);
    return known as Readonly<Record<string, Worded<Tables[Key]>>>;
  }

  /** Words do not change while a desk runs. */
  private rowsByWord(key: 'mentions' | 'directs' | 'deskViews', group: string, own?: string): Readonly<Record<string, Worded<unknown>>> {
    const others = this.all.filter(({ name }) => name !== own);
    const rows = [...others, ...this.all.filter(({ name }) => name === own)].flatMap((subject) => {
      const table: Readonly<Record<string, unknown>> = subject[key] ?? {};
      const words = wordsFor(`${subject.name}.${group}`, Object.keys(table));
      return Object.entries(words).flatMap(([word, name]) => {
        const row = table[name];
        return row === undefined ? [] : [[word, { name, row, subject: subject.name }] as const];
      });
    });
    return byWord(Object.fromEntries(rows));
  }

  /** The subjects by the words for their commands, in any language, and by the commands' own names. */
  byCommand(): Readonly<Record<string, Subject>> {
    const rows = this.all
      .filter(({ command }) => command !== undefined)
      .flatMap((subject) => [
        ...Object.keys(wordsFor(subject.name, ['commandWords'])).map((word) => [word, subject] as const),
        [(subject.command ?? '').slice(1), subject] as const,
      ]);
    return byWord(Object.fromEntries(rows));
  }
}

type Claim = readonly [claimed: string, by: string];

/** What subjects claim means one thing. Throws at what two of them do. */
function refuseTwice(claims: readonly Claim[]): void {
  const taken = new Map<string, string>();
  for (const [claimed, by] of claims) {
    const other = taken.get(claimed);
    if (other) throw new Error(`${claimed} would be of ${other} and of ${by}`);
    taken.set(claimed, by);
  }
}

const claims = (by: string, claimed: readonly string[]): Claim[] => [...new Set(claimed)].map((one) => [one, by]);
const wordsOf = (group: string, table: object = {}): string[] => Object.keys(wordsFor(group, Object.keys(table)));

/** What is said behind `/desk`: by the commands and the views. */
const deskWords = ({ name, command, deskViews }: Subject): Claim[] => {
  const ofCommand = command ? [...wordsOf(name, { commandWords: command }), command.slice(1)] : [];
  return claims(
    name,
    [...ofCommand, ...wordsOf(`${name}.deskView`, deskViews)].map((word) => `"/desk ${word}"`),
  );
};

/** What is said anywhere. */
const directWords = ({ name, directs }: Subject): Claim[] =>
  claims(
    name,
    wordsOf(`${name}.direct`, directs).map((word) => `the word "${word}"`),
  );

/** What a field of any form names. */
const namingFields = ({ name, named = {} }: Subject): Claim[] =>
  claims(
    name,
    Object.keys(named).map((field) => `what the field "${field}" names`),
  );

/** What Slack sends that is of one subject: its commands, however they are written, and its shortcuts. */
const namesInSlack = ({ name, command, also = [], shortcuts = [] }: Subject): Claim[] =>
  claims(name, [
    ...[...(command ? [command] : []), ...also].map((typed) => `the command ${typed.toLowerCase()}`),
    ...shortcuts.map((shortcut) => `the shortcut ${shortcut}`),
  ]);

/** What is found by its name alone: the first would be taken, and the second never. */
const FOUND_BY_NAME = ['views', 'objections', 'told', 'follows'] as const;
const foundByName = (subject: Subject): Claim[] =>
  FOUND_BY_NAME.flatMap((key) =>
    claims(
      subject.name,
      Object.keys(subject[key] ?? {}).map((name) => `"${name}" among the ${key}`),
    ),
  );

/** Throws at a kind that brings something to the cases of one that is not there: nobody would ever see it. */
function refuseStrangers(): void {
  const names = new Set(allKinds().map(({ rules }) => rules.name));
  for (const { rules, joins = {} } of allKinds())
    for (const other of Object.keys(joins)) if (!names.has(other)) throw new Error(`${rules.name} joins ${other}, which is no kind`);
}

/** The letters of numbers, of kinds of cases and of registers. */
const numbersOf = (all: readonly Subject[]): Claim[] =>
  [
    ...allKinds().map(({ rules: { prefix, name } }) => ({ name, prefix })),
    ...all.flatMap(({ name, entries }) => (entries ? [{ name, prefix: entries.prefix }] : [])),
  ].map(({ name, prefix }) => [`the numbers ${prefix}-`, name]);

/** A press means one thing: a view is found by its name alone, so that another kind's action of that name could never be done. */
function refuseShadowed(all: readonly Subject[]): void {
  for (const { name, views = {} } of all)
    for (const view of Object.keys(views)) {
      const other = allKinds().find(({ rules }) => rules.name !== name && Object.hasOwn(rules.actions, view));
      if (other) throw new Error(`the press "${view}" would be of ${name} and of ${other.rules.name}`);
    }
}

const known = new WeakMap<Desk, Subjects>();

/**
 * Gives a desk its subjects, before anything is registered. Throws when two of them have one name, or claim the same command, shortcut,
 * word, field, number or press.
 */
export const bringSubjects = (desk: Desk, all: readonly Subject[]): Subjects => {
  refuseTwice(all.map(({ name }) => [`the name ${name}`, name]));
  refuseTwice(all.flatMap(namesInSlack));
  refuseTwice(all.flatMap(foundByName));
  refuseStrangers();
  refuseTwice(all.flatMap(deskWords));
  refuseTwice(all.flatMap(directWords));
  refuseTwice(all.flatMap(namingFields));
  refuseTwice(numbersOf(all));
  refuseShadowed(all);
  const subjects = new Subjects(all);
  known.set(desk, subjects);
  return subjects;
};

/** The subjects of a desk. Throws before it was given them. */
export function subjectsOf(desk: Desk): Subjects {
  const subjects = known.get(desk);
  if (!subjects) throw new Error('the desk has no subjects yet');
  return subjects;
}
