import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readManifest } from '../../src/slack/app/manifest.js';
import { aCall, eventually, TestDesk, WHO } from '../support/desk.js';

/** What every object of JavaScript inherits is a word like any other when somebody types it. */
const INHERITED = ['constructor', '__proto__', 'toString', 'hasOwnProperty'];
/** `/newcall` opens a modal with it. */
const COMMANDS = readManifest().commands.flatMap(({ command }) => (command === '/newcall' ? [] : command));

describe('words that objects inherit', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await TestDesk.open();
  });
  afterAll(() => desk.close());

  const failures = (before = 0): string[] =>
    desk.workspace.messages
      .slice(before)
      .map(({ text }) => text)
      .filter((text) => /\b[0-9a-f]{8}\b/.test(text));

  test.each(COMMANDS.flatMap((command) => INHERITED.map((word) => [`${command} ${word}`])))('%s is answered', async (typed) => {
    const before = desk.workspace.messages.length;
    expect(await desk.command(WHO.supervisor, typed)).toMatchObject({ ok: true });
    await eventually(() => expect(desk.workspace.messages.length).toBeGreaterThan(before));
    expect(failures(before)).toEqual([]);
  });

  test.each(INHERITED)('a forged button for the action %s does nothing', async (action) => {
    const no = await desk.logCall(aCall());
    const before = desk.workspace.messages.length;
    const version = (await desk.case(no))?.version;
    const card = await desk.card(no);
    card.blocks = JSON.parse(JSON.stringify(card.blocks).replaceAll('case:accept', `case:${action}`));
    await desk.press(WHO.engineer, card, `case:${action}`, no);
    await desk.settle();
    expect((await desk.case(no))?.version).toBe(version);
    expect(failures(before)).toEqual([]);
  });
});
