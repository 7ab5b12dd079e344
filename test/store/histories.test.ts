import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Connection } from 'mongoose';
import mongoose from 'mongoose';
import type { CaseNo, HistoryEntry } from '../../src/cases/case.js';
import { kindOf } from '../../src/cases/kinds.js';
import { decide, decideDue } from '../../src/cases/workflow.js';
import type { CaseRecord } from '../../src/store/cases.js';
import { connect } from '../../src/store/connection.js';
import { HistoryStore, type WithHistory } from '../../src/store/histories.js';
import { LeaseStore } from '../../src/store/leases.js';
import { MIGRATIONS, migrate } from '../../src/store/migrations.js';
import { prepareStores, type Stores, storesOf } from '../../src/store/stores.js';
import { anActor, aPolicy, at, takenCall } from '../support/builders.js';
import { aDatabase } from '../support/store.js';

const MEGABYTE = 1_000_000;
const size = (document: object): number => mongoose.mongo.BSON.calculateObjectSize(document);
/** A long note, as people paste them. */
const note = (n: number): string => `${n} ${'打印机不出小票，已重启。'.repeat(n % 10 === 0 ? 120 : 20)}`;

describe('histories', () => {
  const policy = aPolicy();
  let database: Awaited<ReturnType<typeof aDatabase>>;
  let connection: Connection;
  let stores: Stores;
  beforeEach(async () => {
    database = await aDatabase();
    connection = await connect(database.uri);
    stores = storesOf(connection, 'T1', () => {});
    await prepareStores(stores);
  });
  afterEach(async () => {
    await connection.close();
    await database.close();
  });

  const raw = async (collection: string, no: string) => (await connection.collection(collection).findOne({ no })) ?? {};
  /** The whole history, oldest first, read by pages as people do. */
  const whole = async (record: WithHistory | undefined): Promise<HistoryEntry[]> => {
    if (!record) throw new Error('it is not there');
    const pages: HistoryEntry[] = [];
    for (let end = HistoryStore.lengthOf(record); end > 0; ) {
      const page = await stores.histories.page(record, end, 97);
      pages.push(...page);
      end -= page.length;
    }
    return pages.reverse();
  };
  const notesOf = (entries: readonly HistoryEntry[]): string[] =>
    entries.flatMap(({ action, note: words }) => (action === 'note' ? (words ?? '') : []));
  const open = async (): Promise<CaseNo> => (await stores.cases.create('ticket', (seq) => takenCall({}, { seq }))).no;
  const doTo = (no: CaseNo, action: string, input = {}, in_ = stores, key?: string) =>
    in_.cases.change(
      no,
      (record) => decide(kindOf(record), record, action, input, { actor: anActor(), now: at('2026-03-02T11:00'), policy }),
      key,
    );

  test('M3: a case of 10,000 entries with long notes stays far under 1 MB, old data and new, and every entry is there once', async () => {
    const no = await open();
    const old = Array.from({ length: 9_700 }, (_, n) => ({
      at: new Date(Date.UTC(2020, 0, 1) + n * 1000),
      by: 'U1',
      action: 'note',
      changes: [],
      note: note(n),
    }));
    const [first] = (await stores.cases.get(no))?.history ?? [];
    await connection.collection('cases').updateOne({ no }, { $set: { history: [first, ...old] as never } });
    expect(size(await raw('cases', no))).toBeGreaterThan(5 * MEGABYTE);
    await connection.collection<{ _id: string }>('memory').updateOne({ _id: 'schema' }, { $set: { value: '5' } }, { upsert: true });
    expect(await migrate(connection, new LeaseStore(connection, 'a'), policy)).toHaveLength(
      MIGRATIONS.filter(({ version }) => version > 5).length,
    );
    expect(size(await raw('cases', no))).toBeLessThan(MEGABYTE / 2);
    let largest = 0;
    for (let n = 9_700; n < 10_000; n += 1) {
      const done = await doTo(no, 'note', { text: note(n), isFromThread: 'yes' });
      expect(done?.ok).toBe(true);
      if (n % 50 === 0) largest = Math.max(largest, size(await raw('cases', no)));
      if (n % 100 === 0) await connection.collection('cases').updateOne({ no }, { $set: { notices: [] } });
    }
    expect(largest).toBeLessThan(MEGABYTE);
    const entries = await whole(await stores.cases.get(no));
    expect(notesOf(entries)).toEqual(Array.from({ length: 10_000 }, (_, n) => note(n)));
    expect(entries[0]?.action).toBe('open');
  }, 600_000);

  test('M3: a crash between the two writes of a move loses nothing and doubles nothing; rivals neither', async () => {
    const no = await open();
    for (let n = 0; n < 50; n += 1) await doTo(no, 'note', { text: `n${n}` });
    const before = await stores.cases.get(no);
    // The process wrote the older entries where they go, and died.
    await stores.histories.keep(no, 0, before?.history.slice(0, 20) ?? []);
    expect(notesOf(await whole(await stores.cases.get(no)))).toHaveLength(50);
    const rival = storesOf(connection, 'T1', () => {});
    for (let n = 0; n < 60; n += 2) {
      const both = [doTo(no, 'note', { text: `r${n}` }), doTo(no, 'note', { text: `r${n + 1}` }, rival)];
      expect((await Promise.all(both)).every((done) => done?.ok)).toBe(true);
    }
    const after = await stores.cases.get(no);
    expect(after?.historyFrom).toBeGreaterThan(0);
    const notes = notesOf(await whole(after));
    expect(notes.slice(0, 50)).toEqual(Array.from({ length: 50 }, (_, n) => `n${n}`));
    expect([...notes.slice(50)].sort()).toEqual(Array.from({ length: 60 }, (_, n) => `r${n}`).sort());
  });

  test('M3: the same request twice is still one change, and who was first is still told, when its entry was moved out', async () => {
    const no = await open();
    await doTo(no, 'accept', {}, stores, 'press:1');
    await doTo(no, 'note', { text: 'once' }, stores, 'view:1');
    await doTo(no, 'note', { text: 'once' }, stores, 'view:1');
    expect(notesOf((await stores.cases.get(no))?.history ?? [])).toEqual(['once']);
    await doTo(no, 'cancel', { reason: 'double' });
    for (let n = 0; n < 100; n += 1)
      await stores.cases.change(no, (record) => {
        const entry = { at: new Date(), by: 'clock', action: 'recompute', changes: [] };
        return {
          ok: true,
          next: { ...record, version: record.version + 1, history: [...record.history, entry] },
          entries: [entry],
          notices: [],
        };
      });
    const record = await stores.cases.get(no);
    expect(record?.history.some(({ action }) => action === 'cancel')).toBe(false);
    expect(await doTo(no, 'wait', { reason: 'x' })).toMatchObject({ ok: false, code: 'state', params: { did: 'cancel', by: 'U01AGENT' } });
  });

  test('M3: alarms that sound for a year neither fill what was said nor the case', async () => {
    const no = await open();
    let now = at('2026-03-02T10:00');
    for (let n = 0; n < 400; n += 1) {
      now = now.plus({ hours: 22 });
      await stores.cases.changeDue(now.toJSDate(), 10, (record) => decideDue(kindOf(record), record, now, policy));
      await connection.collection('cases').updateOne({ no }, { $set: { notices: [] } });
    }
    const record = (await stores.cases.get(no)) as CaseRecord;
    // A repeat each work day, after the first three.
    expect(HistoryStore.lengthOf(record)).toBeGreaterThan(250);
    expect(record.history.length).toBeLessThanOrEqual(61);
    expect(record.said.length + record.alarms.length + record.deadlines.length).toBeLessThan(60);
    expect(size(await raw('cases', no))).toBeLessThan(MEGABYTE / 4);
    expect((await whole(record)).filter(({ action }) => action.includes('repeat')).length).toBeGreaterThan(250);
  }, 120_000);

  test('M3: a list that people fill without end is refused with a sentence before the case is too large', async () => {
    const no = await open();
    await doTo(no, 'accept');
    const pauses = Array.from({ length: 900 }, (_, n) => ({ from: new Date(n * 1000), to: new Date(n * 1000 + 500) }));
    await connection.collection('cases').updateOne({ no }, { $set: { pauses } });
    let done = await stores.cases.mend(no, () => undefined).then(() => doTo(no, 'note', { text: 'x' }));
    let rounds = 0;
    for (; done?.ok && rounds < 300; rounds += 1) {
      done = await doTo(no, 'wait', { reason: 'x' });
      if (done?.ok) await doTo(no, 'resume');
    }
    expect(done).toMatchObject({ ok: false, code: 'full' });
    await connection.collection('cases').updateOne({ no }, { $set: { notices: [] } });
    expect(size(await raw('cases', no))).toBeLessThan(MEGABYTE / 2);
  }, 300_000);

  test('M3: a document of 300 versions and check items changed 200 times: what changed is recorded, not whole lists', async () => {
    const first = { n: 1, link: `https://docs.example.com/1`, by: 'U1', at: new Date() };
    const added = await stores.documents.add({ project: 'P-9', kind: 'manual', title: 'Handbook', versions: [first] }, 'U1', new Date());
    if (!added.ok) throw new Error(added.why);
    const { no } = added.entry;
    for (let n = 2; n <= 300; n += 1) {
      const own = await stores.documents.get(no);
      if (!own) throw new Error('gone');
      const version = { n, link: `https://docs.example.com/${n}/${'x'.repeat(400)}`, by: 'U1', at: new Date() };
      expect((await stores.documents.change(own, { versions: [...own.versions, version] }, 'version', 'U1', new Date())).ok).toBe(true);
    }
    const document = await stores.documents.get(no);
    expect(document?.versions.map(({ n }) => n)).toEqual(Array.from({ length: 50 }, (_, n) => n + 251));
    expect(size(await raw('documents', no))).toBeLessThan(MEGABYTE / 4);
    const all = (await whole(document)).flatMap(({ changes }) => changes.flatMap(({ field, to }) => (field === 'versions' ? to : [])));
    expect((all as { n: number }[]).map(({ n }) => n)).toEqual(Array.from({ length: 300 }, (_, n) => n + 1));

    const items = Array.from({ length: 40 }, (_, n) => ({
      id: `${n}`,
      cycle: 'daily' as const,
      answer: 'ok' as const,
      question: `Question ${n} ${'?'.repeat(90)}`,
    }));
    const project = await stores.projects.add({ name: 'Checkout', group: 'g', items, lastItem: 40 }, 'U1', new Date());
    if (!project.ok) throw new Error(project.why);
    for (let round = 0; round < 200; round += 1) {
      const own = await stores.projects.get(project.entry.no);
      if (!own) throw new Error('gone');
      const changed = own.items.map((item, n) => (n === round % 40 ? { ...item, expected: `round ${round}` } : item));
      await stores.projects.change(own, { items: changed }, 'items', 'U1', new Date());
    }
    const own = await stores.projects.get(project.entry.no);
    expect(own?.history.at(-1)?.changes).toMatchObject([
      { field: 'items', isList: true, from: [{ id: '39', expected: 'round 159' }], to: [{ id: '39', expected: 'round 199' }] },
    ]);
    expect(await whole(own)).toHaveLength(201);
    expect(size(await raw('projects', project.entry.no))).toBeLessThan(MEGABYTE / 8);
    if (own) await stores.projects.remove(own);
    expect(await connection.collection('history').countDocuments({ no: project.entry.no })).toBe(0);
  }, 300_000);

  test('M3: the migration goes on where it was interrupted, does nothing twice, and turns whole lists into what changed', async () => {
    const versions = Array.from({ length: 90 }, (_, n) => ({ n: n + 1, link: `https://docs.example.com/${n + 1}` }));
    const history = versions.map((_, n) => ({
      at: new Date(n * 1000),
      by: 'U1',
      action: n === 0 ? 'add' : 'version',
      changes: [{ field: 'versions', from: n === 0 ? null : versions.slice(0, n), to: versions.slice(0, n + 1) }],
    }));
    const documents = ['DOC-1', 'DOC-2'].map((no, n) => ({
      team: 'T1',
      no,
      seq: n + 1,
      version: 90,
      isEnabled: true,
      project: `P-${n}`,
      kind: 'manual',
      title: no,
      versions,
      history,
    }));
    await connection.collection('documents').insertMany(documents);
    // One was moved out, and the process died before it left the document.
    await stores.histories.keep('DOC-2', 0, documents[1]?.history.slice(0, 60) ?? []);
    const six = MIGRATIONS.filter(({ version }) => version === 6);
    for (const round of [1, 2]) {
      for (const migration of six) await migration.run(connection, policy, async (_what, step) => void (await step()));
      for (const no of ['DOC-1', 'DOC-2']) {
        const document = await stores.documents.get(no);
        expect([round, document?.historyFrom, document?.history.length]).toEqual([round, 60, 30]);
        const all = (await whole(document)).flatMap(({ changes }) => changes.flatMap(({ to }) => to));
        expect(all).toEqual(versions);
      }
    }
    expect(await connection.collection('history').countDocuments({})).toBe(120);
  });
});
