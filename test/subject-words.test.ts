import { describe, expect, test } from '@jest/globals';
import { SUBJECTS } from '../commands/index.js';
import { allKinds } from '../src/cases/kinds.js';
import { hasText, LOCALES } from '../src/locales/index.js';

/** Presses that bear the label of where they stand, and none of their own. */
const LABELLED_ELSEWHERE = new Set([
  ...['call.press.new', 'call.press.described', 'customer.press.openOther', 'customer.press.confirm', 'fault.press.confirm'],
  ...['project.press.columns', 'device.press.columns'],
]);

const keysOf = (name: string, group: string, table: object = {}): string[] => Object.keys(table).map((row) => `${name}.${group}.${row}`);

/** What people read of what is declared, whoever declares it: a key that is in neither language's file is missed by no comparison of the two. */
describe('issue 16: words that are in no file', () => {
  const ofSubjects = SUBJECTS.flatMap(({ name, command, presses, forms, mentions, deskViews }) => [
    ...(command ? [`${name}.commandWords`] : []),
    ...keysOf(name, 'press', presses),
    ...keysOf(name, 'press', forms),
    ...keysOf(name, 'mention', mentions),
    ...keysOf(name, 'deskView', deskViews),
  ]);
  const ofKinds = allKinds().flatMap(({ rules: { name, openStates, actions } }) => {
    const pressed = Object.entries(actions).filter(([, { by }]) => by !== 'linkedCase');
    const states = new Set([...openStates, ...Object.values(actions).flatMap(({ from }) => from)]);
    return [...pressed.map(([action]) => `${name}.action.${action}`), ...[...states].map((state) => `${name}.state.${state}`)];
  });

  test.each([...LOCALES])('every command, press, form, word, view, action and state has its words in %s', (locale) => {
    const wanted = [...new Set([...ofSubjects, ...ofKinds])].filter((key) => !LABELLED_ELSEWHERE.has(key));
    expect(wanted.length).toBeGreaterThan(200);
    expect(wanted.filter((key) => !hasText(key, locale))).toEqual([]);
  });
});
