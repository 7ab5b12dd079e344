import { afterEach, describe, expect, test } from '@jest/globals';
import { audit } from '../../jobs/auditor.js';
import { openEmbeddedStore } from '../../src/embedded/server.js';
import { aCall, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';
import { aFolder, silent } from '../support/store.js';

describe('when something is away', () => {
  const closers: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).toReversed()) await close();
  });

  test('the database: commands answer with a sentence, the modal keeps what was typed, and it goes on by itself', async () => {
    const folder = await aFolder();
    let store = await openEmbeddedStore(folder.path, silent);
    const port = Number(new URL(store.uri).port);
    const desk = await TestDesk.open({ mongodbUri: store.uri });
    closers.push(
      () => folder.remove(),
      () => store.close(),
      () => desk.close(),
    );
    await desk.command(WHO.anna, '/call');
    const view = await desk.modal(WHO.anna, 'call.log');
    await desk.suggest(WHO.anna, view, 'customer', 'Shop');
    await store.close();
    const refused = await desk.submit(WHO.anna, view, {
      ...aCall({ customer: { text: { type: 'plain_text', text: 'Shop' }, value: 'Shop' } }),
    });
    const shown = await eventually(() => {
      const top = desk.workspace.modals.get(WHO.anna)?.at(-1);
      const words = JSON.stringify([top?.errors, top?.body.blocks]);
      if (!words.includes('database does not answer')) throw new Error(JSON.stringify(refused) + words.slice(0, 300));
      return top;
    });
    expect(shown?.values.description?.value.value).toBe('收银台打印机不出小票');
    expect((await fetch(`${desk.app.url}/readyz`)).status).toBe(503);
    expect(await (await fetch(`${desk.app.url}/readyz`)).json()).toEqual({ ok: false, missing: ['database'] });
    await desk.command(WHO.tom, '/desk');
    await desk.answer(WHO.tom, 'database does not answer');
    store = await openEmbeddedStore(folder.path, silent, port);
    await eventually(async () => expect((await fetch(`${desk.app.url}/readyz`)).status).toBe(200));
    if (!shown) throw new Error('no view');
    await desk.command(WHO.anna, '/call');
    expect(await desk.logCall(aCall({ customer: 'Shop' }), WHO.anna)).toMatch(/^T-/);
  }, 60_000);

  test('the embedded store says that it is nearly full, and takes no more when it is; what was typed stays, and what is there goes on', async () => {
    const folder = await aFolder();
    const warnings: string[] = [];
    const store = await openEmbeddedStore(folder.path, { info() {}, warn: (message) => void warnings.push(message) }, 0, 4_000);
    const desk = await TestDesk.open({ mongodbUri: store.uri, logLevel: 'silent' });
    closers.push(
      () => folder.remove(),
      () => store.close(),
      () => desk.close(),
    );
    const no = await desk.logCall(aCall());
    const filler = Array.from({ length: 3_999 }, (_, n) => ({ team: 'other', no: `X-${n}`, nextDueAt: new Date('2100-01-01') }));
    await desk.app.desk.cases.model.collection.insertMany(filler as never);
    expect(warnings.join()).toMatch(/cases has 3\d{3} of the 4000 documents.*data:copy/);
    await desk.command(WHO.anna, '/call');
    const view = await desk.modal(WHO.anna, 'call.log');
    await desk.submit(WHO.anna, view, aCall());
    const shown = await eventually(() => {
      const top = desk.workspace.modals.get(WHO.anna)?.at(-1);
      if (!JSON.stringify([top?.errors, top?.body.blocks]).includes('no room for more'))
        throw new Error(JSON.stringify(top?.body.blocks).slice(0, 300));
      return top;
    });
    expect(shown?.values.description?.value.value).toBe('收银台打印机不出小票');
    await desk.pressOn(WHO.engineer, await desk.card(no), 'accept', no);
    await eventually(async () => expect((await desk.case(no))?.state).toBe('accepted'));
  });

  test('the auditor mends a case whose next moment is wrong, and reports what is stuck', async () => {
    const desk = await TestDesk.open();
    closers.push(() => desk.close());
    const no = await desk.logCall(aCall());
    const { model, team } = desk.app.desk.cases;
    await model.collection.updateOne({ team, no }, { $unset: { nextDueAt: '' } });
    expect(await audit(desk.app.desk)).toMatchObject({ mended: 1 });
    expect((await desk.case(no))?.nextDueAt).toBeDefined();
    expect(await audit(desk.app.desk)).toMatchObject({ mended: 0, stuckNotices: 0, stuckDeadlines: 0 });
    await model.collection.updateOne(
      { team, no },
      { $set: { nextNoticeAt: new Date(0), claim: { by: 'x', until: new Date(Date.now() + 60_000) } } },
    );
    expect(await audit(desk.app.desk)).toMatchObject({ stuckNotices: 1 });
  });

  test('an unexpected failure is answered with an error id, and nothing is swallowed', async () => {
    const desk = await TestDesk.open();
    closers.push(() => desk.close());
    const { tickets } = desk.app.desk;
    tickets.mine = async () => {
      throw new TypeError('a bug');
    };
    await desk.command(WHO.tom, '/ticket mine');
    expect(shownIn(await desk.answer(WHO.tom, /error [0-9a-f]{8}/))).not.toContain('a bug');
  });
});
