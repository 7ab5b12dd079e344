import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EJSON } from 'bson';
import fc from 'fast-check';
import { forgetOld } from '../../jobs/retention.js';
import { isLookedAt, namesNumber, REMOVED, textWithout, withoutPerson } from '../../src/cases/forget.js';
import { allKinds } from '../../src/cases/kinds.js';
import { forgetInSlack, type SlackTraces } from '../../src/slack/forget.js';
import { writeFilesAnew } from '../../src/store/compact.js';
import type { Found } from '../../src/store/privacy.js';
import { collectionsOf } from '../../src/store/stores.js';
import { ALARMS, aCall, DESK, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';
import { owe } from '../support/outbox.js';
import { aDatabase, aFolder } from '../support/store.js';
import { aProxy } from '../support/wire-proxy.js';

const NUMBER = '138 0000 4711';
const KEY = '13800004711';
const TOM = { phoneKey: KEY, names: ['TOM'] };
/** The number with anything between its digits, full-width ones too. */
const ANY_SPELLING = /1\D{0,3}3\D{0,3}8\D{0,3}0\D{0,3}0\D{0,3}0\D{0,3}0\D{0,3}4\D{0,3}7\D{0,3}1\D{0,3}1/;
const A_NAME = /(?<![A-Za-z0-9])TOM(?![A-Za-z0-9])/;

/** What lies in the files of the store, whatever they are. The sandbox's own file stands for Slack, where people keep what they wrote. */
async function rawBytesIn(folder: string): Promise<string> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const own = files.filter((file) => file.isFile() && !file.name.startsWith('sandbox'));
  const read = await Promise.all(own.map(({ parentPath, name }) => readFile(join(parentPath, name), 'utf8')));
  return read.join('\n');
}

describe('what is taken out of a record', () => {
  test('S7: names and numbers go by field; ids, times, states and what only looks like a name stay', () => {
    const record = {
      callerName: 'TOM',
      phone: NUMBER,
      phoneKey: KEY,
      owner: 'U03ENGTOM',
      state: 'TOM',
      crew: ['U03ENGTOM', 'TOM'],
      description: `TOM (not TOMORROW) at +86 138-0000-4711, ask \uE000@U03ENGTOM\uE001 or <@U03ENGTOM>`,
      customer: 'TOM & Sons',
      at: new Date(0),
      history: [
        { by: 'TOM', changes: [{ field: 'phone', from: '139', to: NUMBER }], note: 'tom called' },
        { by: 'U03ENGTOM', changes: [{ field: 'owner', from: 'TOM', to: 'U03ENGTOM' }] },
      ],
    };
    expect(withoutPerson(record, TOM)).toEqual({
      callerName: REMOVED,
      phone: REMOVED,
      owner: 'U03ENGTOM',
      state: 'TOM',
      crew: ['U03ENGTOM', 'TOM'],
      description: `${REMOVED} (not TOMORROW) at ${REMOVED}, ask \uE000@U03ENGTOM\uE001 or <@U03ENGTOM>`,
      customer: 'TOM & Sons',
      at: new Date(0),
      history: [
        { by: 'TOM', changes: [{ field: 'phone', from: REMOVED, to: REMOVED }], note: `${REMOVED} called` },
        { by: 'U03ENGTOM', changes: [{ field: 'owner', from: 'TOM', to: 'U03ENGTOM' }] },
      ],
    });
  });

  test('S7: in what is somebody else’s only the number goes, and the name beside it', () => {
    const record = { callerName: 'TOM', phone: '139 0000 0001', description: `TOM: ${NUMBER}`, reason: 'TOM agreed' };
    expect(withoutPerson(record, TOM, false)).toEqual({ ...record, description: `${REMOVED}: ${REMOVED}` });
    const other = { description: 'nothing of him', at: new Date() };
    expect(withoutPerson(other, TOM, false)).toBe(other);
  });

  test('of a customer’s contacts the one with the number goes, from its history too; the others stay', () => {
    const [tom, ann] = [
      { id: 1, callerName: 'Tom Lee', phone: `+86 ${NUMBER} / 021-5555 1234`, role: 'manager' },
      { id: 2, callerName: 'Ann', phone: '139 0000 0001' },
    ];
    const history = [{ action: 'edit', changes: [{ field: 'contacts', from: [], to: [tom], isList: true }] }];
    const gone = { ...tom, callerName: REMOVED, phone: REMOVED };
    expect(withoutPerson({ contacts: [tom, ann], phoneKey: [KEY, '13900000001'], history }, TOM, false)).toEqual({
      contacts: [gone, ann],
      phoneKey: [REMOVED, '13900000001'],
      history: [{ action: 'edit', changes: [{ field: 'contacts', from: [], to: [gone], isList: true }] }],
    });
  });

  test.each([
    '13800004711',
    '138 0000 4711',
    '138-0000-4711',
    '+86 138 0000 4711',
    '0086-13800004711',
    '(138)0000.4711',
    '１３８ 0000 4711',
    '013800004711',
  ])('S7: %s is the number', (spelt) => {
    expect(textWithout(`请打${spelt}，谢谢`, TOM, false)).toBe(`请打${REMOVED}，谢谢`);
    expect(textWithout(`${spelt} 13900004711`, TOM, false)).toBe(`${REMOVED} 13900004711`);
  });

  test('S7: a longer number, and a short one in a text, are left alone', () => {
    expect(namesNumber('138000047110 and 9913800004711', TOM)).toBe(false);
    const extension = { phoneKey: '801', names: [] };
    expect(textWithout('room 801', extension, true)).toBe('room 801');
    expect(withoutPerson({ phone: '801', text: 'room 801' }, extension)).toEqual({ phone: REMOVED, text: 'room 801' });
  });

  test('S7: whatever a caller calls himself, no id, state or number of a case changes', () => {
    const record = {
      no: 'T-1',
      state: 'open',
      owner: 'U03ENGTOM',
      priority: 'P1',
      crew: ['U02ENGLI'],
      home: { channel: 'C01DESK', ts: '1.2' },
    };
    const names = fc.oneof(
      fc.string({ minLength: 1 }),
      fc.constantFrom('open', 'P1', 'T-1', 'U03ENGTOM', 'U', '1.2', '.*', 'C01DESK', '('),
    );
    fc.assert(fc.property(names, fc.boolean(), (name, isOwn) => withoutPerson(record, { phoneKey: KEY, names: [name] }, isOwn) === record));
  });

  test('S7: every text that a case’s form asks is looked at', () => {
    const forms = allKinds().flatMap(({ rules: { actions } }) => Object.values(actions).flatMap(({ form }) => (form ? [form] : [])));
    const asked = forms.flatMap(({ fields }) => fields.filter(({ kind }) => ['text', 'longText', 'phone'].includes(kind)));
    expect(asked.length).toBeGreaterThan(20);
    // Numbers of tickets, and what is read into the notes of answers.
    const notKept = ['ticket', 'duplicateOf', 'exceptions'];
    expect(asked.map(({ name }) => name).filter((name) => !isLookedAt(name) && !notKept.includes(name))).toEqual([]);
  });
});

describe('forgetting a caller named TOM on a desk where he is everywhere', () => {
  let folder: Awaited<ReturnType<typeof aFolder>>;
  let desk: TestDesk;
  let own: { ticket: string; visit: string; message: string; second: string };
  let others: { told: string; former: string };
  let looked: { found: Found; traces: SlackTraces };
  let found: Found;
  let traces: SlackTraces;
  let noteLink: string;

  const stored = async (): Promise<Record<string, string>> => {
    const { db } = desk.app.desk.cases.model;
    const all = collectionsOf(db).map(async ({ name }) => [name, EJSON.stringify(await db.collection(name).find({}).toArray())] as const);
    return Object.fromEntries(await Promise.all(all));
  };
  const forget = async (isDryRun: boolean) => {
    const { privacy, channels, clock } = desk.app.desk;
    const person = await privacy.personOf(`+86 ${NUMBER}`);
    const taken = await privacy.forget(person, clock.now().toJSDate(), { isDryRun });
    const ids = await Promise.all([channels.idOf('desk'), channels.idOf('alarms')]);
    return { found: taken, traces: await forgetInSlack(desk.app.desk, person, taken.places, { isDryRun, channels: ids }) };
  };

  beforeAll(async () => {
    folder = await aFolder();
    desk = await TestDesk.open({ dataDir: folder.path, settings: { visit: { keepPhotos: true } } });
    const { clock, drafts, photos, devices, projects } = desk.app.desk;
    const at = clock.now().toJSDate();
    const ticket = await desk.logCall(
      aCall({ callerName: 'TOM', phone: NUMBER, description: `TOM 说请打 +86 138-0000-4711`, urgency: 'high', impact: 'high' }),
    );
    const second = await desk.logCall(aCall({ callerName: 'TOM', customer: 'TOM', phone: '0086 13800004711' }));
    const told = await desk.logCall(aCall({ callerName: 'Mia', phone: '139 1111 2222', description: '先联系 １３８ 0000 4711 的 TOM' }));
    const former = await desk.logCall(aCall({ callerName: 'Ann', phone: NUMBER, description: 'x' }));
    const card = await desk.card(former);
    await desk.pressOn(WHO.agent, card, 'edit', former);
    const view = await desk.modal(WHO.agent, 'ticket.edit');
    await desk.submit(WHO.agent, view, { phone: '137 2222 3333', callerName: 'Ann' });
    await eventually(async () => expect((await desk.case(former))?.data).toMatchObject({ phone: '137 2222 3333' }));
    const message = await desk.logCall({
      phone: NUMBER,
      callerName: 'TOM',
      outcome: 'message',
      messageFor: WHO.tom,
      description: 'TOM 请回电',
    });
    const visit = await desk.orderVisit(ticket, { engineer: WHO.tom, phone: NUMBER, need: `TOM 的打印机` });
    await desk.actWithForm(WHO.tom, visit, 'accept', {});
    await eventually(async () => expect(await desk.case(visit)).toMatchObject({ state: 'accepted' }));
    await photos.keep({ file: 'F9', no: visit as never, name: 'signed.jpg', bytes: Buffer.from('x'), at });
    await drafts.keep('a modal', { callerName: 'TOM', phone: NUMBER, description: 'TOM again' });
    const device = {
      name: 'Till',
      group: '收银组',
      type: 'terminal',
      site: `call ${NUMBER}`,
      items: [],
      lastItem: 0,
      words: ['till', KEY],
    };
    await devices.add(device as never, WHO.tom, at);
    await projects.add({ name: 'P', group: '收银组', customer: 'x', path: `ask ${NUMBER}`, items: [], lastItem: 0 } as never, WHO.tom, at);
    await desk.say(WHO.agent, `TOM 的电话是 ${NUMBER}`, (await desk.card(ticket)).ts);
    await eventually(async () => expect((await desk.case(ticket))?.history.at(-1)).toMatchObject({ action: 'note' }));
    await desk.advance('PT26H');
    await desk.settle();
    own = { ticket, visit, message, second };
    others = { told, former };
    const note = desk.workspace.messages.find(({ text, isBot }) => !isBot && text.includes('TOM 的电话是'));
    noteLink = `p${note?.ts.replace('.', '')}`;
    looked = await forget(true);
  });
  afterAll(async () => {
    await desk.close();
    await folder.remove();
  });
  const rawBytes = (): Promise<string> => rawBytesIn(folder.path);

  test('S7: a dry run says what it found and changes nothing', async () => {
    const before = await stored();
    expect(looked.found.numbers).toEqual(expect.arrayContaining([...Object.values(own), ...Object.values(others), 'D-1', 'P-1']));
    for (const name of ['cases', 'customers', 'drafts', 'photos', 'devices', 'projects'])
      expect(looked.found.documents.get(name)).toBeGreaterThan(0);
    expect(looked.traces).toMatchObject({ deleted: 0, failed: [] });
    expect(looked.traces.updated).toBeGreaterThan(0);
    await forget(true);
    expect(await stored()).toEqual(before);
    expect(before.cases).toMatch(ANY_SPELLING);
  });

  test('S7: afterwards neither number nor name stands in any document, and the same was found as in the dry run', async () => {
    ({ found, traces } = await forget(false));
    expect(found.documents).toEqual(looked.found.documents);
    await desk.settle();
    for (const [name, text] of Object.entries(await stored())) {
      expect([name, ANY_SPELLING.exec(text.replace(/"\$date":\{[^}]*\}|\d{10}\.\d{6}/g, ''))?.[0]]).toEqual([name, undefined]);
      expect([name, A_NAME.exec(text)?.[0]]).toEqual([name, undefined]);
    }
    const again = await forget(false);
    expect([...again.found.documents]).toEqual([]);
  });

  const onEmbedded = process.env.MONGODB_URI ? test.skip : test;
  onEmbedded('S7: nor does it lie in the raw files of the embedded store', async () => {
    expect(await rawBytes()).toContain('悦购超市');
    expect(await writeFilesAnew(desk.app.desk.cases.model.db)).toBe(true);
    const raw = await rawBytes();
    expect(raw).toContain('悦购超市');
    for (const trace of [KEY, NUMBER, '138-0000-4711', '１３８ 0000 4711', 'TOM 说', 'TOM 的打印机'])
      expect([trace, raw.includes(trace)]).toEqual([trace, false]);
  });

  test('S7: nobody’s id is damaged, and what is of others stays', async () => {
    expect((await desk.case(own.visit))?.data).toMatchObject({ engineer: WHO.tom, crew: [WHO.tom], callerName: REMOVED });
    expect((await desk.case(own.ticket))?.data).toMatchObject({ customer: '悦购超市', priority: 'P1', callerName: REMOVED });
    expect((await desk.case(own.message))?.data).toMatchObject({ for: WHO.tom });
    expect((await desk.case(others.told))?.data).toMatchObject({ callerName: 'Mia', phone: '139 1111 2222' });
    expect((await desk.case(others.former))?.data).toMatchObject({ callerName: 'Ann', phone: '137 2222 3333', phoneKey: '13722223333' });
    for (const no of [...Object.values(own), others.told])
      expect((await desk.case(no))?.history.at(-1)).toMatchObject({ action: 'forget' });
    expect(await desk.app.desk.directory.customersLike('')).toEqual(['悦购超市']);
    expect(await desk.app.desk.tickets.lastOfPhone(KEY)).toBeUndefined();
    expect((await desk.app.desk.tickets.find('TOM')).map(({ no }) => no)).toEqual([]);
  });

  test('S7: the engineer keeps his visit, and goes on with it', async () => {
    const { visits, cases, clock } = desk.app.desk;
    const always = { from: new Date(0), to: clock.now().plus({ years: 1 }).toJSDate() };
    expect((await visits.diaryOf(WHO.tom, always)).map(({ no }) => no)).toEqual([own.visit]);
    await desk.actWithForm(WHO.tom, own.visit, 'note', { text: 'on it' });
    await eventually(async () => expect((await desk.case(own.visit))?.history.at(-1)).toMatchObject({ by: WHO.tom, note: 'on it' }));
    await desk.settle();
    expect(await cases.noticesDue(clock.now().toJSDate())).toBe(0);
  });

  test('S7: the bot’s own messages no longer name him, its printed forms are gone, and what people wrote is told', async () => {
    expect(traces).toMatchObject({ failed: [] });
    expect(traces.files).toBeGreaterThan(0);
    expect(traces.ofUsers.join(' ')).toContain(noteLink);
    const ours = desk.workspace.messages.filter(({ isBot, ephemeralFor }) => isBot && !ephemeralFor);
    expect(ours.some(({ channel }) => channel === DESK) && ours.some(({ channel }) => channel === ALARMS)).toBe(true);
    for (const message of ours) {
      expect(shownIn(message).replace(/\d{10}\.\d{6}/g, '')).not.toMatch(ANY_SPELLING);
      expect(shownIn(message)).not.toMatch(A_NAME);
      const forms = (message.files ?? []).map(({ name }) => name ?? '');
      for (const no of Object.values(own)) expect(forms.filter((name) => name.startsWith(`${no}-`))).toEqual([]);
    }
  });
});

test('M9: a notice that is delivered while somebody is forgotten does not come back', async () => {
  const database = await aDatabase();
  let onForget: (() => Promise<void>) | undefined;
  const proxy = await aProxy(database.uri, async (command) => {
    const isForgetting = command.update === 'cases' && JSON.stringify(command).includes('isForgotten');
    if (isForgetting) await onForget?.();
    return 'pass';
  });
  const desk = await TestDesk.open({ mongodbUri: proxy.uri });
  try {
    const no = await desk.logCall(aCall({ callerName: 'TOM', phone: NUMBER }));
    await desk.settle();
    const { privacy, cases } = desk.app.desk;
    await owe(desk, [no as never], { to: { kind: 'thread' }, say: 'note', params: { text: `TOM ${NUMBER}` } });
    onForget = async () => {
      onForget = undefined;
      await cases.model.collection.updateOne({ no } as never, { $set: { notices: [] } } as never);
    };
    await privacy.forget(await privacy.personOf(NUMBER), new Date());
    expect((await desk.case(no))?.notices.map(({ id }) => id.replace(/.*:/, ''))).toEqual(['forget']);
  } finally {
    await desk.close();
    await proxy.close();
    await database.close();
  }
});

test('cases that ended long ago forget their callers by themselves, if the settings say so, in Slack as well', async () => {
  const folder = await aFolder();
  const desk = await TestDesk.open({ dataDir: folder.path, settings: { retention: { personalData: 'P30D' } } });
  try {
    const no = await desk.logCall(aCall({ callerName: '孙伟', phone: '137 0000 0001', description: '孙伟 打不开' }));
    await desk.actWithForm(WHO.agent, no, 'cancel', { cancelReason: 'elsewhere', reason: '孙伟 自己解决' });
    expect(await forgetOld(desk.app.desk)).toBe(0);
    await desk.sleepThrough({ hours: 31 * 24 });
    expect(await forgetOld(desk.app.desk)).toBe(1);
    // S7: nor in the store's files.
    if (!process.env.MONGODB_URI)
      for (const trace of ['孙伟', '137 0000 0001', '13700000001']) expect(await rawBytesIn(folder.path)).not.toContain(trace);
    expect(await forgetOld(desk.app.desk)).toBe(0);
    expect(JSON.stringify(await desk.case(no))).not.toContain('孙伟');
    await desk.settle();
    await eventually(() => expect(desk.posted(DESK).map(shownIn).join()).not.toContain('孙伟'));
  } finally {
    await desk.close();
    await folder.remove();
  }
});
