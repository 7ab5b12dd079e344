import { isDeepStrictEqual } from 'node:util';
import { type CaseNo, CLOCK, type Copy, type HistoryEntry, type Home, type Notice, type Withdrawal } from '../cases/case.js';
import { keysOf as keysOfCustomer } from '../cases/customer/index.js';
import { callerOf, type Forgotten, keysOf, namesOf, REMOVED, withoutPerson } from '../cases/forget.js';
import { phoneKey } from '../cases/telephone.js';
import { noteInShort } from '../cases/telling.js';
import { wordsOf } from '../cases/words.js';
import type { CaseRecord, CaseStore, SentNotice } from './cases.js';
import { declaredOn } from './connection.js';
import { HistoryStore } from './histories.js';

const MOST_TRIES = 20;
const PAGE = 100;
const CASES = 'cases';
const PHOTOS = 'photos';
/** The register of customers. */
const REGISTER = 'customerRegister';
/** What hangs on a word of this length at least is told by it. */
const SHORTEST_WORD = 7;

/** A person, with the cases that are his. */
export interface Person extends Forgotten {
  readonly own: ReadonlySet<string>;
}

/** Where in Slack the bot told of a case that named the person. */
export interface Place extends Pick<CaseRecord, 'no' | 'openedAt'> {
  readonly isOwn: boolean;
  readonly home?: Home | undefined;
  readonly copies: readonly Copy[];
  readonly sent: readonly SentNotice[];
}

/** What was found, and, unless it was only looked for, taken out. */
export interface Found {
  /** Documents by collection. */
  readonly documents: ReadonlyMap<string, number>;
  readonly places: readonly Place[];
  /** The numbers of entries that named him, for whoever wants to look. */
  readonly numbers: readonly string[];
}

interface Stored extends Readonly<Record<string, unknown>> {
  readonly _id: unknown;
  readonly no?: string;
  readonly version?: number;
}

const textsOf = (data: object): string[] => Object.values(data).filter((value): value is string => typeof value === 'string');

/** Removes people from records, and keeps the statistics. */
export class PrivacyStore {
  constructor(private readonly cases: CaseStore) {}

  private collection(name: string) {
    return this.cases.model.db.collection<Stored>(name);
  }

  /** All documents of this team in a collection, and those that know no team, page by page. */
  private async *documentsOf(name: string, projection?: Record<string, 0 | 1>): AsyncGenerator<Stored> {
    const { team } = this.cases;
    let after: unknown;
    for (;;) {
      const page = await this.collection(name)
        .find({ ...(after === undefined ? {} : { _id: { $gt: after } }), $or: [{ team }, { team: { $exists: false } }] } as never, {
          ...(projection ? { projection } : {}),
        })
        .sort({ _id: 1 })
        .limit(PAGE)
        .toArray();
      yield* page as Stored[];
      if (page.length < PAGE) return;
      after = page.at(-1)?._id;
    }
  }

  /** Entries of these cases' histories that stand in documents of their own. */
  private async *entriesOf(numbers: ReadonlySet<string>): AsyncGenerator<HistoryEntry> {
    for (const { name } of declaredOn(this.cases.model.db)) {
      if (name === CASES || name === PHOTOS) continue;
      const found = this.collection(name).find({ team: this.cases.team, no: { $in: [...numbers] }, changes: { $exists: true } } as never);
      for await (const entry of found) yield entry as object as HistoryEntry;
    }
  }

  /** Who calls from this number: the names he gave, and the cases that are his. */
  async personOf(phone: string): Promise<Person> {
    const key = phoneKey(phone);
    const own = new Set<string>();
    const names = new Set<string>();
    for await (const document of this.documentsOf(CASES, { no: 1, data: 1, history: 1, historyFrom: 1 })) {
      const record = document as object as CaseRecord;
      if (!keysOf(callerOf(record.data)).includes(key)) continue;
      own.add(record.no);
      for (const name of namesOf({ ...record, history: await this.wholeHistory(record) })) names.add(name);
    }
    for await (const entry of own.size > 0 ? this.entriesOf(own) : [])
      for (const name of namesOf({ data: {}, history: [entry] })) names.add(name);
    return { phoneKey: key, names: [...names], own };
  }

  /** Former names stand in entries that were moved out too. */
  private wholeHistory(record: CaseRecord): Promise<readonly HistoryEntry[]> {
    return this.cases.histories.page(record, HistoryStore.lengthOf(record), HistoryStore.lengthOf(record));
  }

  /** The caller of one case. */
  private async callerIn(no: CaseNo): Promise<Person | undefined> {
    const record = await this.cases.get(no);
    return (
      record && { ...callerOf(record.data), names: namesOf({ ...record, history: await this.wholeHistory(record) }), own: new Set([no]) }
    );
  }

  /** Cases that ended before a moment and still name somebody, the oldest first. */
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
   * begin with; `except` is the entry that stands in their place. Answers the words that were taken out.
   */
  async withdraw(no: CaseNo, key: string, why: Withdrawal, now: Date, except?: string): Promise<readonly string[]> {
    const { model, team } = this.cases;
    const isOf = (entry: HistoryEntry): boolean =>
      entry.key !== except && (entry.key === key || entry.key?.startsWith(`${key}:`) === true) && !entry.withdrawn;
    const taken = ({ note: _words, ...entry }: HistoryEntry): HistoryEntry => ({ ...entry, withdrawn: { at: now, why } });
    for (let attempt = 0; attempt < MOST_TRIES; attempt += 1) {
      const before = await this.cases.get(no);
      if (before?.historyFrom) await this.cases.histories.rewrite(no, (entry) => (isOf(entry) ? taken(entry) : undefined));
      const words = (before?.history ?? []).filter(isOf).flatMap(({ note }) => note ?? []);
      if (!before?.history.some(isOf)) return [];
      const history = before.history.map((entry) => (isOf(entry) ? taken(entry) : entry));
      const { matchedCount } = await model.updateOne({ team, no, version: before.version }, {
        $set: { history, version: before.version + 1 },
        // What is still to be told of it, in the morning for instance, is told to nobody.
        ...(words.length > 0 ? { $pull: { notices: { 'params.text': { $in: [...words, ...words.map(noteInShort)] } } } } : {}),
      } as never);
      if (matchedCount === 1) return words;
    }
    throw new Error(`${no} changed under us ${MOST_TRIES} times in a row`);
  }

  /**
   * Takes a person out of everything that the stores keep: his cases, what others tell of his number, customers, registers, drafts,
   * photos of forms that he signed. His own cases come last: until they are done he is found again, should this be interrupted.
   * `isDryRun`: only looks.
   */
  async forget(person: Person, now: Date, { isDryRun = false } = {}): Promise<Found> {
    const documents = new Map<string, number>();
    const places: Place[] = [];
    const numbers: string[] = [];
    const count = (name: string, n = 1): void => void (n > 0 && documents.set(name, (documents.get(name) ?? 0) + n));
    const names = declaredOn(this.cases.model.db)
      .map(({ name }) => name)
      .filter((name) => name !== PHOTOS && name !== CASES);
    for (const name of names)
      for await (const document of this.documentsOf(name)) {
        const isFound = await this.forgetIn(name, document, person, now, isDryRun);
        if (!isFound) continue;
        count(name);
        if (document.no) numbers.push(document.no);
      }
    count(PHOTOS, await this.forgetPhotos(person, isDryRun));
    const own: CaseRecord[] = [];
    for await (const document of this.documentsOf(CASES)) {
      const record = document as object as CaseRecord;
      if (person.own.has(record.no)) own.push(record);
      else if (withoutPerson(record, person, false) !== record) {
        if (!isDryRun) await this.forgetCase(record.no, person, now);
        count(CASES);
        numbers.push(record.no);
        places.push(placeOf(record, false));
      }
    }
    for (const record of own) {
      if (!isDryRun) await this.forgetCase(record.no, person, now);
      count(CASES);
      numbers.push(record.no);
      places.push(placeOf(record, true));
    }
    return { documents, places, numbers };
  }

  /** Takes the caller out of one case, and out of what is kept beside it; its card in Slack is drawn anew without him. */
  async forgetCaller(no: CaseNo, now: Date): Promise<{ readonly person: Person; readonly place: Place } | undefined> {
    const [person, record] = [await this.callerIn(no), await this.cases.get(no)];
    if (!person || !record) return undefined;
    await this.forgetPhotos(person, false);
    for (const { name } of declaredOn(this.cases.model.db)) {
      if (name === CASES || name === PHOTOS) continue;
      const beside = await this.collection(name)
        .find({ team: this.cases.team, no } as never)
        .toArray();
      for (const document of beside as Stored[]) await this.forgetIn(name, document, person, now, false);
    }
    await this.forgetCase(no, person, now);
    return { person, place: placeOf(record, true) };
  }

  private async forgetPhotos({ own }: Person, isDryRun: boolean): Promise<number> {
    if (own.size === 0) return 0;
    const his = { team: this.cases.team, no: { $in: [...own] } } as never;
    return isDryRun ? this.collection(PHOTOS).countDocuments(his) : (await this.collection(PHOTOS).deleteMany(his)).deletedCount;
  }

  /** Takes a person out of a document that is no case. Answers whether he was in it. */
  private async forgetIn(name: string, found: Stored, person: Person, now: Date, isDryRun: boolean): Promise<boolean> {
    const { _id } = found;
    const where = { _id, ...(found.team === undefined ? {} : { team: found.team }) };
    const named = [found.name, ...(Array.isArray(found.names) ? found.names : [])];
    if (name === 'customers' && person.own.size > 0 && named.some((one) => person.names.includes(String(one)))) {
      if (!isDryRun) await this.collection(name).deleteOne(where as never);
      return true;
    }
    let before: Stored | null = found;
    for (let attempt = 0; before && attempt < MOST_TRIES; attempt += 1) {
      const isOwn = isHis(before, person) || (name === REGISTER && isCustomer(before, person));
      const after = withoutPerson(before, person, isOwn);
      if (after === before) return attempt > 0;
      if (isDryRun) return true;
      const changed = Object.keys(before).filter((field) => !Object.is(before?.[field], after[field]));
      const guard =
        before.version === undefined ? Object.fromEntries(changed.map((field) => [field, before?.[field]])) : { version: before.version };
      const keys = name === REGISTER ? keysWithout(after) : undefined;
      const set = { ...pick(after, changed), ...wordsWithout(before, person), ...keys?.set };
      const entry = Array.isArray(before.history) && before.version !== undefined ? forgotten(now) : undefined;
      const history = entry && { history: [...((after.history as HistoryEntry[] | undefined) ?? []), entry] };
      const { matchedCount } = await this.collection(name).updateOne(
        { ...where, ...guard } as never,
        {
          $set: { ...set, ...history },
          ...(keys?.isNameless ? { $unset: { nameKey: '' } } : {}),
          ...(before.version === undefined ? {} : { $inc: { version: 1 } }),
        } as never,
      );
      if (matchedCount === 1) return true;
      before = (await this.collection(name).findOne(where as never)) as Stored | null;
    }
    if (!before) return true;
    throw new Error(`${name} ${String(_id)} changed under us ${MOST_TRIES} times in a row`);
  }

  /** Takes a person out of one case; its card in Slack is drawn anew without him. */
  private async forgetCase(no: CaseNo, person: Person, now: Date): Promise<void> {
    const { model, team } = this.cases;
    const isOwn = person.own.has(no);
    for (let attempt = 0; attempt < MOST_TRIES; attempt += 1) {
      const before = await this.cases.get(no);
      if (!before) return;
      const { data, history } = withoutPerson({ data: before.data, history: before.history ?? [] }, person, isOwn);
      const card: Notice = {
        id: `${no}:${before.version + 1}:forget`,
        to: { kind: 'home' },
        say: 'card',
        params: {},
        isUrgent: false,
        createdAt: now,
      };
      await this.forgetNotices(before, person, isOwn);
      const { matchedCount } = await model.updateOne({ team, no, version: before.version }, {
        $set: {
          data,
          history: [...history, forgotten(now)],
          words: wordsOf(no, ...textsOf(data)),
          version: before.version + 1,
          ...(isOwn ? { isForgotten: true } : {}),
        },
        // What he is named in is not said again.
        $unset: { answerable: '' },
        // What waits is added to, never written anew: of it the outbox may have delivered some meanwhile.
        ...(before.home ? { $push: { notices: card }, $min: { nextNoticeAt: now } } : {}),
      } as never);
      if (matchedCount === 1) return;
    }
    throw new Error(`${no} changed under us ${MOST_TRIES} times in a row`);
  }

  /** Takes a person out of the notices that still wait, each by its id: one that is delivered meanwhile does not come back. */
  private async forgetNotices({ no, notices }: CaseRecord, person: Person, isOwn: boolean): Promise<void> {
    for (const notice of notices ?? []) {
      const params = withoutPerson(notice.params, person, isOwn);
      if (isDeepStrictEqual(params, notice.params)) continue;
      await this.cases.model.collection.updateOne(
        { team: this.cases.team, no, 'notices.id': notice.id } as never,
        {
          $set: { 'notices.$.params': params },
        } as never,
      );
    }
  }
}

const forgotten = (at: Date): HistoryEntry => ({ at, by: CLOCK.id, action: 'forget', changes: [] });

const pick = (from: Stored, fields: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(fields.flatMap((field) => (field in from ? [[field, from[field]]] : [])));

/** Is a customer of the register he himself, under any of its names? */
const isCustomer = ({ name, shortNames, formerNames }: Stored, { own, names }: Person): boolean =>
  own.size > 0 && [name, shortNames, formerNames].flat().some((one) => typeof one === 'string' && names.includes(one));

/** By what a customer is found once somebody was taken out of it; who was the customer himself is found no more. */
function keysWithout(after: Stored): { readonly set: object; readonly isNameless: boolean } {
  const { nameKey, ...keys } = keysOfCustomer({ shortNames: [], formerNames: [], sites: [], contacts: [], ...after } as never);
  const isNameless = after.name === REMOVED;
  return isNameless
    ? { set: { alsoKeys: [], found: [], phoneKey: [], words: [] }, isNameless }
    : { set: { ...keys, ...(nameKey ? { nameKey } : {}) }, isNameless };
}

/** Is a document about one of his cases, or what he was being asked? */
const isHis = ({ no, values }: Stored, person: Person): boolean =>
  (no !== undefined && person.own.has(no)) ||
  (typeof values === 'object' && values !== null && keysOf(callerOf(values)).some((key) => keysOf(person).includes(key)));

/** The words under which something is found, without those that are of the number. */
function wordsWithout({ words }: Stored, person: Person): Record<string, unknown> {
  const keys = keysOf(person).filter((key) => key.length >= SHORTEST_WORD);
  if (!Array.isArray(words) || keys.length === 0) return {};
  const isOfNumber = (word: string): boolean =>
    keys.some((key) => word.includes(key) || (word.length >= SHORTEST_WORD && key.startsWith(word)));
  return { words: words.filter((word) => !isOfNumber(String(word))) };
}

const placeOf = ({ no, openedAt, home, copies = [], sent = [] }: CaseRecord, isOwn: boolean): Place => ({
  no,
  openedAt,
  isOwn,
  home,
  copies,
  sent,
});
