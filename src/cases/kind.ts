import type { z } from 'zod';
import type { Card, CardButton, CardLine, Reader } from './card.js';
import type { Case, Notice } from './case.js';
import type { Circumstances } from './circumstances.js';
import type { Field, FormValues } from './form.js';
import type { HistoryWords } from './history.js';
import type { KindSettings, Policy } from './policy.js';
import type { Action, CaseKind, Change } from './rules.js';

/** Which form is opened on a case, by whom, and what stands in it already. */
export interface FormOpened {
  readonly action: string;
  readonly reader: Reader;
  readonly typed: FormValues;
}

/** An index of the collection of cases, with the question it answers; `team` first, so that it is the shard key too. `no` where ties are to have one order. */
export interface CaseIndex {
  readonly fields: Readonly<Record<string, 1 | -1>>;
  readonly options?: object;
  readonly serves: string;
}

/**
 * Fields of a kind's data into which people write, by what becomes of them when a person is forgotten. `personal`: about whoever called,
 * whatever stands in them. `told`: in which people tell what they like. `labels`: that name something else, a customer or a device; a
 * person is in them only as a number, or as the whole of it.
 */
export interface TextFields {
  readonly personal?: readonly string[];
  readonly told?: readonly string[];
  readonly labels?: readonly string[];
}

/** An action that was just decided on a case: what was entered, and what it does. */
export interface Done<Data = object, State extends string = string> {
  readonly action: string;
  readonly input: FormValues;
  readonly change: Change<Data, State>;
}

/**
 * What a kind of case brings to the cases of another one, which knows nothing of it. What it keeps there stands in their data under a
 * name of its own, which it declares beside their type.
 */
export interface Joined<Data extends object = object, State extends string = string> {
  /** What can be pressed for it on their cards: presses that its subject shows something for. */
  offers?(c: Case<Data, State>, reader: Reader): readonly CardButton[];
  /** Lines on their cards, before those that tell how they ended; a line without a value is left out. */
  lines?(c: Case<Data, State>, reader: Reader): readonly CardLine[];
  /** Fields that the forms of their actions ask besides, by action, each list behind a field that is theirs. They start with what is kept under their names. */
  readonly asks?: Readonly<Record<string, { readonly behind: string; readonly fields: readonly Field[] }>>;
  /** What cases of this kind tell them: actions of linked cases. Words stand with the others of theirs. */
  readonly tells?: Readonly<Record<string, Action<Data, State>>>;
  /** What follows from an action of theirs besides what it does itself, written with it: to what is kept there, and who hears. `c` is as it was before. */
  follows?(c: Case<Data, State>, done: Done<Data, State>, circumstances: Circumstances): Pick<Change<Data, State>, 'data' | 'say'>;
  /** The actions that help with what is told because of it, by notice, the likeliest first. */
  readonly helps?: Readonly<Record<string, readonly string[]>>;
}

/** A kind of case as the desk knows it: all that its folder hands out, in one row. What is left out, a kind of this sort does not have. */
export interface KindRow<Data extends object = object, State extends string = string> {
  readonly rules: CaseKind<Data, State>;
  /** What a reader sees of a case. */
  card?(c: Case<Data, State>, reader: Reader): Card;
  /** The case in its reader's language, where its data holds words that are shipped in each; as it is stored, without. */
  inWordsOf?(c: Case<Data, State>, reader: Reader): Case<Data, State>;
  /** What it brings to the cases of other kinds, by their names. */
  readonly joins?: Readonly<Record<string, Joined>>;
  /** What the form of an action starts with. */
  prefill?(c: Case<Data, State>, opened: FormOpened): FormValues;
  /** Its keys of the settings, and those under `operations`. */
  readonly settings?: z.ZodRawShape;
  readonly operations?: z.ZodRawShape;
  /** Its keys of each operations group. */
  readonly group?: z.ZodRawShape;
  /** Its slice of the policy. */
  policy?(settings: KindSettings): Partial<Policy>;
  /** Its fields with people's words, besides those that many kinds have (src/cases/forget.ts). */
  readonly texts?: TextFields;
  /** Its fields that are shown in full where its card cuts them short, in this order. */
  readonly details?: readonly string[];
  /** The fields that say, where cases of many kinds stand a line each, what it is about, and what was done once it is over. */
  readonly inOneLine?: { readonly about?: string; readonly did?: string };
  /** Until when an open one is promised to its customer, in words; nothing, without: it is said when it came. */
  promisedInWords?(c: Case<Data, State>, reader: Reader): string;
  /** What its questions need besides the indexes that all cases have. Two kinds may ask for the same one. */
  readonly indexes?: readonly CaseIndex[];
  /** How its history speaks of its data. */
  readonly inHistory?: HistoryWords;
  /** What its history calls an entry of a keyed field, or a value that only counts or names something of the case. */
  calls?(c: Case<Data, State>, field: string, value?: unknown): string | undefined;
  /**
   * What the sentences of its notices need besides number, place, owner and times. `said`: what the notice was given itself. `what`: what it
   * is about, in a few words, where that is not a customer's place.
   */
  noticeParams?(c: Case<Data, State>, reader: Reader, said: Notice['params']): Readonly<Record<string, string>>;
}
