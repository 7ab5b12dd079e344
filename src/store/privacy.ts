import { type CaseNo, CLOCK, type HistoryEntry, type Notice, type Withdrawal } from '../cases/case.js';
import { callerOf, withoutPerson } from '../cases/forget.js';
import { phoneKey } from '../cases/text.js';
import { wordsOf } from '../cases/words.js';
import type { CaseRecord, CaseStore } from './cases.js';

const MOST_TRIES = 20;

/** Removes people from records, and keeps the statistics. */
export class PrivacyStore {
  constructor(private readonly cases: CaseStore) {}

  /** Everything that names this phone number: its tickets, messages, calls and visits. Answers how many were changed. */
  async forgetPhone(phone: string, now: Date): Promise<number> {
    const key = phoneKey(phone);
    const { model, team } = this.cases;
    const numbers = new Set<CaseNo>();
    for await (const record of model.find({ team }, { no: 1, data: 1 }).lean<CaseRecord[]>().cursor()) {
      const own = callerOf(record.data).phoneKey;
      if (own === key) numbers.add(record.no);
    }
    for (const no of numbers) await this.forget(no, now);
    return numbers.size;
  }

  /** Cases that ended before a moment and still name somebody. */
  async endedBefore(moment: Date, limit: number): Promise<CaseNo[]> {
    const { model, team } = this.cases;
    const found = await model
      .find({ team, isOpen: false, closedAt: { $lt: moment }, isForgotten: { $ne: true } } as never, { no: 1 })
      .sort({ closedAt: 1, no: 1 })
      .limit(limit)
      .lean<CaseRecord[]>();
    return found.map(({ no }) => no);
  }

  /**
   * Takes the words of a reply out of a case's history; the entries stay and say why. `key`: the reply's, as its entries have it or
   * begin with; `except` is the entry that stands in their place.
   */
  async withdraw(no: CaseNo, key: string, why: Withdrawal, now: Date, except?: string): Promise<void> {
    const { model, team } = this.cases;
    const isOf = (entry: HistoryEntry): boolean =>
      entry.key !== except && (entry.key === key || entry.key?.startsWith(`${key}:`) === true) && !entry.withdrawn;
    for (let attempt = 0; attempt < MOST_TRIES; attempt += 1) {
      const before = await this.cases.get(no);
      if (!before?.history.some(isOf)) return;
      const history = before.history.map(({ note, ...entry }) =>
        isOf(entry) ? { ...entry, withdrawn: { at: now, why } } : { ...entry, ...(note === undefined ? {} : { note }) },
      );
      const { matchedCount } = await model.updateOne({ team, no, version: before.version }, {
        $set: { history, version: before.version + 1 },
      } as never);
      if (matchedCount === 1) return;
    }
    throw new Error(`${no} changed under us ${MOST_TRIES} times in a row`);
  }

  /** Takes the caller out of one case; its card in Slack is drawn anew without him. */
  async forget(no: CaseNo, now: Date): Promise<void> {
    const { model, team } = this.cases;
    for (let attempt = 0; attempt < MOST_TRIES; attempt += 1) {
      const before = await this.cases.get(no);
      if (!before) return;
      const person = callerOf(before.data);
      const data = withoutPerson(before.data, person);
      const entry = { at: now, by: CLOCK.id, action: 'forget', changes: [] };
      const history = [...withoutPerson({ history: before.history }, person).history, entry];
      const notices = withoutPerson({ notices: before.notices }, person).notices;
      const card: Notice = {
        id: `${no}:${before.version + 1}:forget`,
        to: { kind: 'home' },
        say: 'card',
        params: {},
        isUrgent: false,
        createdAt: now,
      };
      const texts = Object.values(data).filter((value): value is string => typeof value === 'string');
      const { matchedCount } = await model.updateOne({ team, no, version: before.version }, {
        $set: {
          data,
          history,
          notices: before.home ? [...notices, card] : notices,
          words: wordsOf(no, ...texts),
          isForgotten: true,
          version: before.version + 1,
        },
        ...(before.home ? { $min: { nextNoticeAt: now } } : {}),
      } as never);
      if (matchedCount === 1) return;
    }
    throw new Error(`${no} changed under us ${MOST_TRIES} times in a row`);
  }
}
