import type { CaseNo } from '../../src/cases/case.js';
import { METHODS } from '../../src/sandbox/methods.js';
import { DESK, type TestDesk } from './desk.js';

/** Makes one method of the sandbox's Slack misbehave for a while. */
export function disturb(
  method: string,
  answers: ((real: () => ReturnType<(typeof METHODS)[string]['run']>) => ReturnType<(typeof METHODS)[string]['run']>)[],
): () => void {
  const row = METHODS[method];
  if (!row) throw new Error(method);
  const { run } = row;
  row.run = (args, context) => {
    const answer = answers.shift();
    return answer ? answer(() => run(args, context)) : run(args, context);
  };
  return () => {
    row.run = run;
  };
}

/** How many cards of this case stand in the desk's channel. */
export const cardsOf = (desk: TestDesk, no: string): number =>
  desk.posted(DESK).filter(({ text, threadTs }) => !threadTs && text.startsWith(`${no} `)).length;

/** How many cases have a notice that is not sent yet. */
export const waiting = (desk: TestDesk): Promise<number> => desk.app.desk.cases.model.countDocuments({ nextNoticeAt: { $exists: true } });

/** Lets each of these cases owe this notice, under the id `T-n:late`, and nothing else. */
export async function owe(desk: TestDesk, numbers: readonly CaseNo[], notice: object): Promise<void> {
  const { model, team } = desk.app.desk.cases;
  for (const no of numbers)
    await model.collection.updateOne(
      { team, no },
      {
        $set: {
          notices: [{ id: `${no}:late`, say: 'accepted', params: { by: 'x' }, isUrgent: false, createdAt: new Date(), ...notice }],
          nextNoticeAt: new Date(0),
        },
      },
    );
}
