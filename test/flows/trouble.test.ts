import { afterEach, describe, expect, test } from '@jest/globals';
import { audit } from '../../jobs/auditor.js';
import { openEmbeddedStore } from '../../src/embedded/server.js';
import type { FaultKind } from '../../src/sandbox/faults.js';
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
    const desk = await TestDesk.open({ mongodbUri: store.uri });
    closers.push(
      () => folder.remove(),
      () => store.close(),
      () => desk.close(),
    );
    await desk.command(WHO.anna, '/newcall');
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
    // An election is waited for, in each of the questions that a desk's head asks.
    await desk.answer(WHO.tom, 'database does not answer', 60_000);
    store = await openEmbeddedStore(folder.path, silent);
    await eventually(async () => expect((await fetch(`${desk.app.url}/readyz`)).status).toBe(200));
    if (!shown) throw new Error('no view');
    await desk.command(WHO.anna, '/newcall');
    expect(await desk.logCall(aCall({ customer: 'Shop' }), WHO.anna)).toMatch(/^T-/);
  }, 180_000);

  test('the database: every kind of form says so in its modal and keeps what was typed', async () => {
    const folder = await aFolder();
    const store = await openEmbeddedStore(folder.path, silent);
    const desk = await TestDesk.open({ mongodbUri: store.uri });
    closers.push(
      () => folder.remove(),
      () => desk.close(),
    );
    const no = await desk.logCall(aCall());
    await desk.settle();
    await desk.pressOn(WHO.tom, await desk.card(no), 'note', no);
    await desk.command(WHO.anna, `/visit ${no}`);
    await desk.command(WHO.supervisor, '/project add');
    const typed: readonly [string, string, Record<string, unknown>, string][] = [
      [WHO.tom, 'ticket.note', { text: 'keep this' }, 'text'],
      [WHO.anna, 'visit.schedule', { need: 'keep this', address: '1 Long Road' }, 'need'],
      [WHO.supervisor, 'project.edit', { name: 'keep this' }, 'name'],
    ];
    const views = await Promise.all(typed.map(async ([user, id]) => ({ user, view: await desk.modal(user, id) })));
    await store.close();
    await Promise.all(typed.map(([user, , values], n) => desk.submit(user, views[n]?.view as never, values)));
    for (const [user, id, , field] of typed) {
      const top = await eventually(() => {
        const shown = desk.workspace.modals.get(user)?.at(-1);
        const words = JSON.stringify([shown?.errors, shown?.body.blocks]);
        if (!/database does not answer|数据库没有响应/.test(words)) throw new Error(`${id}: ${shown?.failure} ${words.slice(0, 300)}`);
        return shown;
      });
      expect([id, top?.body.callback_id, top?.values[field]?.value.value, top?.failure]).toEqual([id, id, 'keep this', undefined]);
    }
  }, 60_000);

  test.each<FaultKind>(['throttles', 'fails', 'silent', 'breaks'])(
    'Slack %s while a modal is to be opened: the person is told what to do, without an error id',
    async (slack) => {
      const desk = await TestDesk.open({ logLevel: 'silent' });
      closers.push(() => desk.close());
      desk.app.sandbox?.faults.set({ slack, method: 'views.open' });
      await desk.command(WHO.tom, '/newcall');
      // A trigger is good for three seconds; the client alone would wait for ten.
      const told = await eventually(() => {
        const shown = desk.private(WHO.tom).map(shownIn).join('\n');
        if (!shown.includes('Slack did not do its part')) throw new Error(shown);
        return shown;
      }, 8_000);
      expect(told).not.toMatch(/[0-9a-f]{8}/);
    },
  );

  test('Slack refuses the result of a slow submission: it is brought when Slack works again', async () => {
    const desk = await TestDesk.open();
    closers.push(() => desk.close());
    const { cases } = desk.app.desk;
    const { create } = cases;
    cases.create = async (...args) => {
      await new Promise((resolve) => setTimeout(resolve, 2_300));
      return create.apply(cases, args);
    };
    await desk.command(WHO.tom, '/newcall');
    const view = await desk.modal(WHO.tom, 'call.log');
    desk.app.sandbox?.faults.set({ slack: 'throttles', method: 'views.update', times: 2 });
    await desk.submit(WHO.tom, view, aCall());
    expect(JSON.stringify((await desk.modal(WHO.tom, 'tell')).body)).toMatch(/T-\d+/);
    cases.create = create;
  });

  test('the embedded store says that it is nearly full, and takes no more when it is; what was typed stays, and what is there goes on', async () => {
    const folder = await aFolder();
    const warnings: string[] = [];
    const store = await openEmbeddedStore(folder.path, { info() {}, warn: (message) => void warnings.push(message) }, 4_000);
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
    await desk.command(WHO.anna, '/newcall');
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
