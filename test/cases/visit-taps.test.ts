import { expect, test } from '@jest/globals';
import { type FormValues, validate } from '../../src/cases/form.js';
import { VISIT_FORMS, visitPrefill } from '../../src/cases/visit/form.js';
import type { Visit } from '../../src/cases/visit/visit.js';
import { anActor, at, aVisit } from '../support/builders.js';
import { LEADER, next, on } from '../support/visit-steps.js';

const PHOTO = [{ id: 'F1', name: 'signed.jpg', permalink: 'https://files.example/signed' }];
/** A press of an ordinary visit, and what its person fills in besides what stands there already. */
type Step = readonly [action: keyof typeof VISIT_FORMS | 'arrive' | 'startWork' | 'handIn' | 'receive', time: string, entered?: FormValues];
const ORDINARY: readonly Step[] = [
  ['accept', '10:05', {}],
  ['callMade', '10:10', { confirmed: ['all'] }],
  ['onMyWay', '11:10', { packed: ['all'] }],
  ['arrive', '11:52'],
  ['startWork', '11:54'],
  ['finish', '12:40', { cause: 'cable', workDone: 'plugged in', result: 'fixed', part: 'hardware', photos: PHOTO, leaving: ['all'] }],
  ['handIn', '15:00'],
  ['receive', '15:10'],
];

/** A press, a tick for each tick and one for each other field, and the form's own button. */
const tapsOf = (entered: FormValues | undefined): number =>
  1 + (entered ? Object.values(entered).reduce<number>((sum, value) => sum + (Array.isArray(value) ? value.length : 1), 1) : 0);

test('V19: an ordinary visit takes 20 taps from its acceptance to the archive, and nothing is skipped', () => {
  let visit: Visit = aVisit();
  let taps = 0;
  for (const [action, time, entered] of ORDINARY) {
    const form = action in VISIT_FORMS ? VISIT_FORMS[action as keyof typeof VISIT_FORMS] : undefined;
    const filled = { ...visitPrefill(visit, action, on(time)), ...entered };
    const checked = form ? validate(form, filled, at(`2026-03-02T${time}`)) : { ok: true as const, values: {} };
    if (!checked.ok) throw new Error(`${action}: ${JSON.stringify(checked.errors)}`);
    visit = next(visit, action, checked.values, time, action === 'receive' ? LEADER : anActor('U02ENGLI', ['engineer']));
    taps += tapsOf(form && (entered ?? {}));
  }
  expect(visit.state).toBe('archived');
  expect(visit.data).toMatchObject({ packed: ['all'], finish: { leaving: ['all'], testedBy: 'Mia' } });
  expect(taps).toBe(20);
});
