import type { CaseNo } from '../cases/case.js';
import type { Doubt } from './case-record.js';
import type { CaseStore } from './cases.js';
import { LOOK_AGAIN, listIn } from './outbox-stages.js';

/** So often at most: what Slack does not let us read for so long stays as it is. */
const MOST_LOOKS = 20;

/** A doubt as it is stored: how often Slack did not let us look. */
interface Looked extends Doubt {
  readonly looks?: number;
}

export interface Doubted {
  readonly no: CaseNo;
  readonly doubts: readonly Looked[];
}

const DUE = { doubtsDueAt: { $exists: true }, $expr: { $lte: ['$doubtsDueAt', '$$NOW'] } };

/** What a team's cases sent in doubt. Kept with them, since whoever sent it may be dead by the time it is to be looked at. */
export class DoubtStore {
  constructor(private readonly cases: Pick<CaseStore, 'model' | 'team'>) {}

  /** One case whose doubts are to be looked at now, for one who looks: others get it after a while, if he does not settle it. */
  async take(): Promise<Doubted | undefined> {
    const { model, team } = this.cases;
    const options = { sort: { doubtsDueAt: 1 }, updatePipeline: true, projection: { no: 1, doubts: 1 } };
    const found = await model
      .findOneAndUpdate({ team, ...DUE } as never, [{ $set: { doubtsDueAt: LOOK_AGAIN } }] as never, options as never)
      .lean<Doubted>();
    return found ? { no: found.no, doubts: Array.isArray(found.doubts) ? found.doubts : [] } : undefined;
  }

  /** These were looked at, and those could not be: they are looked at again after a while, so often and no more. Answers those that are given up. */
  async settle(no: CaseNo, looked: readonly Looked[], failed: readonly Looked[]): Promise<readonly Doubt[]> {
    const { model, team } = this.cases;
    const givenUp = failed.filter(({ looks = 0 }) => looks + 1 >= MOST_LOOKS);
    // Several notices may be told in one message, and one notice in several.
    const isAmong = (doubts: readonly Doubt[]) => ({
      $in: [{ $concat: ['$$this.id', ' ', '$$this.place.ts'] }, { $literal: doubts.map(({ id, place }) => `${id} ${place.ts}`) }],
    });
    const left = { $filter: { input: listIn('$doubts'), cond: { $not: isAmong([...looked, ...givenUp]) } } };
    const counted = { $mergeObjects: ['$$this', { looks: { $add: [{ $ifNull: ['$$this.looks', 0] }, 1] } }] };
    const doubts = { $map: { input: left, as: 'this', in: { $cond: [isAmong(failed), counted, '$$this'] } } };
    const isOver = { $eq: [{ $size: '$doubts' }, 0] };
    await model.updateOne(
      { team, no } as never,
      [
        { $set: { doubts } },
        { $set: { doubts: { $cond: [isOver, '$$REMOVE', '$doubts'] }, doubtsDueAt: { $cond: [isOver, '$$REMOVE', '$doubtsDueAt'] } } },
      ] as never,
      { updatePipeline: true } as never,
    );
    return givenUp;
  }
}
