import { afterEach, describe, expect, test } from '@jest/globals';
import { examineChannels } from '../../src/doctor/channels.js';
import { Channels } from '../../src/slack/people/channels.js';
import { ALARMS, aCall, DESK, directOf, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';

/** Slack lets people rename a channel at any time; its id stays, and Slack tells what it was called (issue 18: places by their new name). */
describe('a channel that is renamed in Slack', () => {
  let desk: TestDesk;
  afterEach(() => desk.close());

  test('is the desk’s all the same, also for a bot that begins anew, and for doctor', async () => {
    desk = await TestDesk.open();
    await desk.rename(DESK, '前台');
    const { client, settings, channels } = desk.app.desk;
    const no = await desk.logCall(aCall());
    await desk.settle();
    await eventually(async () => expect(channels.nameOf('desk')).toBe('前台'));
    expect(desk.workspace.messages.some(({ channel, text }) => channel === DESK && text.includes(no))).toBe(true);
    const begun = new Channels(client, settings);
    expect(await begun.idOf('desk')).toBe(DESK);
    expect(begun.nameOf('desk')).toBe('前台');
    const found = await examineChannels(client, { settings } as never);
    expect(found.map(({ isOk, says }) => `${isOk} ${says}`)).toEqual([
      'true joined; it is called 前台 now, set channels.desk to that',
      'true joined',
    ]);
  });

  test('is called by its new name where the bot says what is the matter with it', async () => {
    desk = await TestDesk.open();
    await desk.logCall(aCall());
    await desk.settle();
    await desk.rename(ALARMS, 'red-lamp');
    await eventually(async () => expect(desk.app.desk.channels.nameOf('alarms')).toBe('red-lamp'));
    await desk.channel('red-lamp', 'archive');
    await desk.logCall(aCall({ impact: 'high', urgency: 'high' }));
    await desk.settle();
    await eventually(async () =>
      expect(
        desk.workspace.messages
          .filter(({ channel }) => channel === directOf(WHO.supervisor))
          .map(shownIn)
          .join('\n'),
      ).toContain('red-lamp'),
    );
  });

  test('keeps its name where another has it, and gives up a former name to a new channel', async () => {
    desk = await TestDesk.open();
    await expect(desk.rename(DESK, 'service-alarms')).rejects.toThrow('name_taken');
    await desk.rename(DESK, 'front');
    const taken = await desk.newChannel('service-desk');
    const { client, settings } = desk.app.desk;
    expect(await new Channels(client, settings).idOf('desk')).toBe(taken);
  });
});
