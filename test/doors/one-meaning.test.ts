import { expect, test } from '@jest/globals';
import { SUBJECTS } from '../../commands/index.js';
import { bringSubjects } from '../../commands/shared/subjects.js';
import type { Subject } from '../../commands/subject.js';
import { policyFrom } from '../../src/cases/policy.js';
import { policyNow } from '../../src/slack/people/policy.js';
import { TestDesk } from '../support/desk.js';

test('D13: a press means one thing: no view of a subject stands before another kind’s action of that name', async () => {
  const desk = await TestDesk.open();
  try {
    const shadowing: Subject = { name: 'another', views: { handIn: async () => undefined } };
    expect(() => bringSubjects(desk.app.desk, [...SUBJECTS, shadowing])).toThrow('the press "handIn" would be of another and of visit');
  } finally {
    await desk.close();
  }
});

test('issue 16: a number, a word said anywhere, a field that names something, and what is common to all rules, mean one thing', async () => {
  const desk = await TestDesk.open();
  try {
    const register = (prefix: string): Subject => ({ name: 'another', entries: { prefix, get: async () => undefined } });
    expect(() => bringSubjects(desk.app.desk, [...SUBJECTS, register('T')])).toThrow('the numbers T- would be of ticket and of another');
    expect(() => bringSubjects(desk.app.desk, [...SUBJECTS, register('D')])).toThrow('the numbers D- would be of device and of another');
    const naming: Subject = { name: 'another', named: { device: { find: async () => undefined, missing: '' } } };
    expect(() => bringSubjects(desk.app.desk, [...SUBJECTS, naming])).toThrow(
      'what the field "device" names would be of device and of another',
    );
    const visits = SUBJECTS.find(({ directs }) => directs && 'sos' in directs);
    const { directs = {} } = visits ?? {};
    const another = (brought: Partial<Subject>) => () => bringSubjects(desk.app.desk, [...SUBJECTS, { name: 'another', ...brought }]);
    expect(another({ name: 'visit', directs })).toThrow('the name visit would be of visit and of visit');
    for (const command of ['/ticket', '/Ticket'] as const)
      expect(another({ command })).toThrow('the command /ticket would be of ticket and of another');
    expect(another({ also: ['/visit'] })).toThrow('the command /visit would be of visit and of another');
    expect(another({ shortcuts: ['log_call'] })).toThrow(/^the shortcut log_call would be of \w+ and of another$/);
    expect(another({ told: { 'visit.late': () => undefined } })).toThrow('"visit.late" among the told would be of visit and of another');
    const policy = await policyNow(desk.app.desk);
    expect(() => policyFrom(policy, [{ people: policy.people }])).toThrow('brings people to the rules, which is of all');
  } finally {
    await desk.close();
  }
});
