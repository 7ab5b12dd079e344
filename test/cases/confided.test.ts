import { describe, expect, test } from '@jest/globals';
import type { Actor } from '../../src/cases/case.js';
import type { FormValues } from '../../src/cases/form.js';
import type { Visit } from '../../src/cases/visit/visit.js';
import { visitKind } from '../../src/cases/visit/workflow.js';
import { decide } from '../../src/cases/workflow.js';
import { translator } from '../../src/locales/index.js';
import { ownWordsOf } from '../../src/slack/messages/changed.js';
import { entriesInWords } from '../../src/slack/messages/history.js';
import { anActor, aPolicy, at, aVisit } from '../support/builders.js';

const policy = aPolicy();
const now = at('2026-03-02T10:00');
const accused = anActor('U02ENGLI', ['engineer']);
const reporter = anActor('U06AGENTEN', ['agent']);
const leader = anActor('U04SUP', ['supervisor']);

const pressed = (visit: Visit, action: string, actor: Actor, input: FormValues = {}): Visit => {
  const decided = decide(visitKind, visit, action, input, { actor, now, policy });
  if (!decided.ok) throw new Error(decided.code);
  return decided.next;
};
const read = (visit: Visit, { id, roles }: Actor, locale: 'en' | 'zh-CN' = 'en'): string =>
  entriesInWords(visit.history, 'visit', { locale, now, t: translator(locale), user: id, roles }, ownWordsOf(visit)).join('\n');

describe('31: who reports a violation', () => {
  const accepted = pressed(aVisit({ engineer: accused.id }, { actor: leader }), 'accept', accused);
  const reported = pressed(accepted, 'violation', reporter, { which: 'tips', text: 'took money from the customer' });

  test('is a colleague to the accused and to other colleagues, in either language; what was reported stands there', () => {
    for (const reader of [accused, anActor('U03ENGTOM', ['engineer', 'agent'])]) {
      const words = read(reported, reader);
      expect(words).toContain('a colleague: violation recorded');
      expect(words).toContain('took money from the customer');
      expect(words).not.toContain(reporter.id);
      expect(read(reported, reader, 'zh-CN')).toContain('一位同事');
    }
  });

  test('is known by name to who leads, unless the visit is his own, and to himself', () => {
    expect(read(reported, leader)).toContain(reporter.id);
    expect(read(reported, reporter)).toContain(reporter.id);
    const leading = { ...accused, roles: ['engineer', 'supervisor'] as const };
    expect(read(reported, leading)).not.toContain(reporter.id);
  });

  test('is named by no refusal either, nor as who did something last', () => {
    expect(reported.told?.by).toBe(accused.id);
    const refused = decide(visitKind, reported, 'noteLeft', {}, { actor: accused, now, policy });
    expect(JSON.stringify(refused)).not.toContain(reporter.id);
  });
});
