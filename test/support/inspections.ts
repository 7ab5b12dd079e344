import { CLOCK } from '../../src/cases/case.js';
import type { CheckItem } from '../../src/cases/inspection/check-item.js';
import type { Inspection } from '../../src/cases/inspection/inspection.js';
import { openInspection } from '../../src/cases/inspection/opening.js';
import type { Project } from '../../src/cases/inspection/project.js';
import { slotOn } from '../../src/time/slots.js';
import { anActor, aPolicy, at } from './builders.js';

export const GROUP = '收银组';
export const item = (id: string, changes: Partial<CheckItem> = {}): CheckItem => ({
  id,
  cycle: 'daily',
  answer: 'ok',
  question: `Q${id}`,
  ...changes,
});
export const aProject = (changes: Partial<Project> = {}): Project => ({
  no: 'P-1',
  seq: 1,
  version: 1,
  name: 'Checkout',
  group: GROUP,
  isEnabled: true,
  items: [item('1'), item('2', { answer: 'number', min: 20, max: 90 }), item('3', { cycle: 'weekly' })],
  lastItem: 3,
  history: [],
  ...changes,
});

export function anInspection(projects: readonly Project[] = [aProject()], now = at('2026-03-02T09:00'), policy = aPolicy()): Inspection {
  const slot = slotOn(policy.inspection.daily, now, policy.calendar);
  if (!slot) throw new Error('a day off');
  const decided = openInspection(
    { cycle: 'daily', group: GROUP, slot, all: projects },
    { team: 'T1', seq: 1 },
    { actor: CLOCK, now, policy },
  );
  return decided.next as Inspection;
}
export const member = anActor('U02ENGLI', ['engineer']);
