import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SUBJECTS } from '../../commands/index.js';
import { TestDesk, WHO } from '../support/desk.js';
import { oneOfEachKind } from '../support/each-kind.js';

let desk: TestDesk;
let numbers: Readonly<Record<string, string>>;
beforeAll(async () => {
  desk = await TestDesk.open();
  const project = { name: 'Till', group: 'Tills', items: [], lastItem: 0 };
  await desk.app.desk.projects.add(project, WHO.supervisor, desk.app.desk.clock.now().toJSDate());
  numbers = { ...(await oneOfEachKind(desk, WHO.tom)), project: 'P-1' };
});
afterAll(() => desk.close());

/** Behind `/newcall` digits are a telephone number. */
const commands = SUBJECTS.flatMap(({ name, command }) => (command && name !== 'call' ? [[name, command] as const] : []));

test('a number without its letter is one of what the command is about (contracts)', async () => {
  const asked = commands.filter(([name]) => numbers[name] !== undefined);
  expect(asked.map(([name]) => name)).toEqual(
    expect.arrayContaining(['ticket', 'visit', 'problem', 'inspection', 'duty', 'fault', 'project']),
  );
  for (const [name, command] of asked) {
    const no = numbers[name] ?? '';
    await desk.asks(WHO.supervisor, `${command} ${no.split('-')[1]}`, no);
  }
});

test('an entry of a register shows its history behind its number (issue 16)', async () => {
  for (const typed of ['/desk P-1 history', '/desk p1 历史', '/inspect P-1 历史']) {
    await desk.command(WHO.supervisor, typed);
    expect((await desk.modal(WHO.supervisor, 'tell')).body.title.text).toMatch(/^P-1/);
    await desk.closeModals(WHO.supervisor);
  }
});
