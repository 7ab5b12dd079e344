import { expect, test } from '@jest/globals';
import { SUBJECTS } from '../../commands/index.js';
import { bringSubjects } from '../../commands/shared/subjects.js';
import type { Subject } from '../../commands/subject.js';
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
