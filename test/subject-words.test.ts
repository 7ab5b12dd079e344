import { describe, expect, test } from '@jest/globals';
import { SUBJECTS } from '../commands/index.js';
import type { Form } from '../src/cases/form.js';
import { allKinds } from '../src/cases/kinds.js';
import { hasText, LOCALES } from '../src/locales/index.js';
import { wordless } from './support/worded.js';

/** Presses that bear the label of where they stand, and none of their own. */
const LABELLED_ELSEWHERE = new Set([
  ...['call.press.new', 'call.press.described', 'customer.press.openOther', 'customer.press.confirm', 'fault.press.confirm'],
  ...['project.press.columns', 'device.press.columns'],
]);

const keysOf = (name: string, group: string, table: object = {}): string[] => Object.keys(table).map((row) => `${name}.${group}.${row}`);

/** Each field's words, of its form or of every form, and those of its options: one of the keys must be there. */
function ofForm({ name: form, fields }: Form): (readonly string[])[] {
  const [subject = '', own] = form.split('.');
  return fields.flatMap(({ name, label, labelKey, options = [], optionLabels = {}, words = name }) => [
    label === undefined ? [labelKey ?? `${subject}.form.${own}.${name}`, `${subject}.field.${name}`] : [],
    ...options.filter((option) => !Object.hasOwn(optionLabels, option)).map((option) => [`${subject}.${words}.${option}`]),
  ]);
}

/** What people read of what is declared, whoever declares it: a key that is in neither language's file is missed by no comparison of the two. */
describe('issue 16: words that are in no file', () => {
  const ofSubjects = SUBJECTS.flatMap(
    ({ name, command, presses, forms, mentions, directs, deskViews, lists, figures, papers, helpLists }) => [
      ...(command ? [`${name}.commandWords`] : []),
      ...(command && lists ? [`${name}.help.${command.slice(1)}`] : []),
      ...keysOf(name, 'press', presses),
      ...keysOf(name, 'press', forms),
      ...keysOf(name, 'mention', mentions),
      ...keysOf(name, 'direct', directs),
      ...keysOf(name, 'deskView', deskViews),
      ...keysOf(name, 'listWord', lists),
      ...keysOf(name, 'figure', figures),
      ...keysOf(name, 'paper', papers),
      ...keysOf(name, 'helpList', helpLists),
    ],
  );
  const ofKinds = allKinds().flatMap(({ rules: { name, openStates, actions } }) => {
    const pressed = Object.entries(actions).filter(([, { by }]) => by !== 'linkedCase');
    const states = new Set([...openStates, ...Object.values(actions).flatMap(({ from }) => from)]);
    return [...pressed.map(([action]) => `${name}.action.${action}`), ...[...states].map((state) => `${name}.state.${state}`)];
  });
  const lackedOf = (wanted: readonly (readonly string[])[], locale: (typeof LOCALES)[number]): (readonly string[])[] =>
    wanted.filter((keys) => keys.length > 0 && !keys.some((key) => hasText(key, locale)));

  test.each([...LOCALES])('every command, list, figure, paper, press, form, word, view, action and state has its words in %s', (locale) => {
    const wanted = [...new Set([...ofSubjects, ...ofKinds])].filter((key) => !LABELLED_ELSEWHERE.has(key)).map((key) => [key]);
    expect(wanted.length).toBeGreaterThan(250);
    expect(lackedOf(wanted, locale)).toEqual([]);
  });

  test.each([...LOCALES])('every field of the form of an action, and every option of one, has its words in %s', (locale) => {
    const wanted = allKinds().flatMap(({ rules: { actions } }) => Object.values(actions).flatMap(({ form }) => (form ? ofForm(form) : [])));
    expect(wanted.length).toBeGreaterThan(150);
    expect(lackedOf(wanted, locale)).toEqual([]);
  });

  test('a desk under test does not close where a notice, a step of one or anything else came as its key', () => {
    const shown = (text: string) => ({ messages: [{ isBot: true, text: '', blocks: [{ text: { type: 'mrkdwn', text } }] }] });
    const keysIn = (text: string): string[] => wordless({ ...shown(text), modals: new Map(), homes: new Map() } as never);
    expect(keysIn('⏰ ticket.notice.take.snoozed')).toEqual(['ticket.notice.take.snoozed']);
    expect(keysIn('ticket.saved')).toEqual(['ticket.saved']);
    expect(keysIn('T-12: see https://ticket.notice.example or visit.me')).toEqual([]);
  });
});
