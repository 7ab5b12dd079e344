import type { CaseNo } from '../../src/cases/case.js';
import type { Fault } from '../../src/sandbox/faults.js';
import type { SandboxMessage } from '../../src/sandbox/workspace.js';
import { aCall, DESK, shownIn, type TestDesk } from './desk.js';

/** What Slack does with the messages that the bot posts from now on. */
export const disturb = (desk: TestDesk, fault: Fault): void => desk.app.sandbox?.faults.set({ method: 'chat.postMessage', ...fault });

/** How many cards of this case stand in the desk's channel. */
export const cardsOf = (desk: TestDesk, no: string): number =>
  desk.posted(DESK).filter(({ text, threadTs }) => !threadTs && text.startsWith(`${no} `)).length;

/** How many cases have a notice that is not sent yet. */
export const waiting = (desk: TestDesk): Promise<number> => desk.app.desk.cases.model.countDocuments({ nextNoticeAt: { $exists: true } });

/** Lets each of these cases owe this notice, under the id `T-n:late`, and nothing else. */
export async function owe(desk: TestDesk, numbers: readonly CaseNo[], notice: object): Promise<void> {
  const { model, team } = desk.app.desk.cases;
  const createdAt = desk.app.desk.clock.now().toJSDate();
  for (const no of numbers)
    await model.collection.updateOne(
      { team, no },
      {
        $set: {
          notices: [{ id: `${no}:late`, say: 'accepted', params: { by: 'x' }, isUrgent: false, createdAt, ...notice }],
          nextNoticeAt: new Date(0),
        },
      },
    );
}

/** What was posted there with all of these words. */
export const about = (desk: TestDesk, channel: string, ...words: readonly (string | RegExp)[]): SandboxMessage[] =>
  desk
    .posted(channel)
    .filter((one) => words.every((word) => (typeof word === 'string' ? shownIn(one).includes(word) : word.test(shownIn(one)))));

/** Logs a call whose card may not be posted: answers the number that the agent was told. */
export async function numberOf(desk: TestDesk, values: Record<string, unknown>): Promise<string> {
  const no = await desk.logCall(aCall(values));
  await desk.settle();
  return no;
}
