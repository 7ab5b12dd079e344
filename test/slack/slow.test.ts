import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { WebClient } from '@slack/web-api';
import { takeCall } from '../../src/cases/call/intake.js';
import { Acting } from '../../src/sandbox/acting.js';
import { Delivery } from '../../src/sandbox/deliver.js';
import { ResponseUrls } from '../../src/sandbox/response-urls.js';
import { Triggers } from '../../src/sandbox/triggers.js';
import { makeView } from '../../src/sandbox/view-methods.js';
import { Workspace } from '../../src/sandbox/workspace.js';
import { readManifest } from '../../src/slack/app/manifest.js';
import { systemClock } from '../../src/time/clock.js';
import { anActor, aPolicy } from '../support/builders.js';
import { aCall, DESK, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('a bot whose data is slow', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await TestDesk.open();
  });
  afterAll(() => desk.close());

  test('opens a loading view within the three seconds of the trigger and fills it in', async () => {
    const { tickets } = desk.app.desk;
    const { lastOfPhone } = tickets;
    tickets.lastOfPhone = async (key) => {
      await later(3_500);
      return lastOfPhone.call(tickets, key);
    };
    expect(await desk.command(WHO.tom, '/newcall 138 0000 1111')).toEqual({ ok: true });
    const { id } = await desk.modal(WHO.tom, 'loading');
    expect((await desk.modal(WHO.tom, 'call.log')).id).toBe(id);
    tickets.lastOfPhone = lastOfPhone;
  });

  test('a modal whose data is slow and then fails says so, and does not stay at loading', async () => {
    const { tickets } = desk.app.desk;
    const { lastOfPhone } = tickets;
    tickets.lastOfPhone = async () => {
      await later(1_500);
      throw new Error('a bug');
    };
    await desk.command(WHO.tom, '/newcall 138 0000 1111');
    const { id } = await desk.modal(WHO.tom, 'loading');
    const failed = await desk.modal(WHO.tom, 'tell');
    expect([failed.id, shownIn(failed.body)]).toEqual([id, expect.stringContaining('The message that I sent you says why')]);
    await desk.answer(WHO.tom, /error [0-9a-f]{8}/);
    tickets.lastOfPhone = lastOfPhone;
  });

  test('tells whoever asks that it takes long before three seconds are over, and answers when it can', async () => {
    const { tickets } = desk.app.desk;
    const { mine } = tickets;
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    tickets.mine = async (...args) => {
      await held;
      return mine.apply(tickets, args);
    };
    await desk.command(WHO.tom, '/ticket mine');
    await desk.answer(WHO.tom, 'takes longer than usual');
    release();
    await desk.answer(WHO.tom, /tickets/);
    tickets.mine = mine;
  });

  test('18.6: a Home that is slow is drawn when it is there, and whoever opened it gets no message', async () => {
    const { tickets } = desk.app.desk;
    const { mine } = tickets;
    tickets.mine = async (...args) => {
      await later(2_300);
      return mine.apply(tickets, args);
    };
    const before = desk.workspace.messages.length;
    await desk.home(WHO.anna);
    await eventually(() => expect(JSON.stringify(desk.workspace.homes.get(WHO.anna)?.body ?? '')).toContain('Hello Anna'));
    tickets.mine = mine;
    expect(desk.workspace.messages.slice(before).filter(({ text }) => text.includes('longer than usual'))).toEqual([]);
  });

  test('answers a slow submission in time with a saving view, and shows the result when it is there', async () => {
    const { cases } = desk.app.desk;
    const { create } = cases;
    cases.create = async (...args) => {
      await later(3_300);
      return create.apply(cases, args);
    };
    await desk.command(WHO.tom, '/newcall');
    const view = await desk.modal(WHO.tom, 'call.log');
    expect(await desk.submit(WHO.tom, view, aCall())).toEqual({ ok: true });
    expect(desk.workspace.modals.get(WHO.tom)?.at(-1)?.body.callback_id).toBe('loading');
    expect(JSON.stringify((await desk.modal(WHO.tom, 'tell')).body)).toMatch(/T-\d+/);
    cases.create = create;
  });

  test('a slow submission that fails comes back with what was typed', async () => {
    const { cases } = desk.app.desk;
    const { create } = cases;
    cases.create = async () => {
      await later(2_600);
      throw new Error('a bug');
    };
    await desk.command(WHO.tom, '/newcall');
    const view = await desk.modal(WHO.tom, 'call.log');
    await desk.submit(WHO.tom, view, aCall({ description: 'do not lose me' }));
    await eventually(() => expect(view.values.description?.value?.value).toBe('do not lose me'));
    const chosen = (field: string) => view.values[field]?.value?.selected_option?.value;
    expect(['outcome', 'category', 'impact'].map(chosen)).toEqual(['ticket', 'hardware', 'medium']);
    expect(view.values.phone?.value?.value).toBe('138 0000 4711');
    expect(JSON.stringify(view.body)).toMatch(/error [0-9a-f]{8}/);
    cases.create = create;
  });

  test('urgent cases overtake ordinary ones that wait', async () => {
    const { cases, outbox, clock, team } = desk.app.desk;
    const log = (impact: string, urgency: string) =>
      cases.create('ticket', (seq) =>
        takeCall(
          { ...aCall({ impact, urgency }) } as never,
          { team: team.id, seq },
          { actor: anActor(), now: clock.now(), policy: aPolicy() },
        ),
      );
    const ordinary = [await log('low', 'low'), await log('low', 'low'), await log('low', 'low')].map(({ no }) => no);
    const urgent = (await log('high', 'high')).no;
    await outbox.run();
    const order = desk.posted(DESK).flatMap(({ text, threadTs }) => (threadTs ? [] : [text.split(' ')[0]]));
    for (const no of ordinary) expect(order.indexOf(urgent)).toBeLessThan(order.indexOf(no));
  });
});

test('a message a second and channel: the sandbox answers 429 with Retry-After', async () => {
  const desk = await TestDesk.open({ messageGapMs: 1_050 });
  const { status, headers } = await (async () => {
    const client = new WebClient(desk.app.sandbox?.token, { slackApiUrl: `${desk.app.url}/api/` });
    await client.chat.postMessage({ channel: DESK, text: 'one' });
    return fetch(`${desk.app.url}/api/chat.postMessage`, {
      method: 'POST',
      body: new URLSearchParams({ channel: DESK, text: 'two' }),
      headers: { authorization: `Bearer ${desk.app.sandbox?.token}` },
    });
  })();
  expect(status).toBe(429);
  expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  await desk.close();
});

describe('an app that does not answer', () => {
  let silent: Server;
  let acting: Acting;
  const workspace = new Workspace(undefined, () => systemClock('Asia/Shanghai'));
  beforeAll(async () => {
    silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    acting = new Acting(
      workspace,
      new Delivery(() => `http://127.0.0.1:${port}/slack/events`),
      new Triggers(),
      new ResponseUrls(workspace, () => ''),
      {
        commands: readManifest().commands,
        events: [],
      },
    );
  });
  afterAll(() => {
    silent.closeAllConnections();
    silent.close();
  });

  test('a command ends in operation_timeout, a submission keeps its modal open with Slack’s error', async () => {
    const body = {
      type: 'modal',
      title: { type: 'plain_text', text: 'T' },
      submit: { type: 'plain_text', text: 'S' },
      blocks: [
        {
          type: 'input',
          block_id: 'a',
          label: { type: 'plain_text', text: 'L' },
          element: { type: 'plain_text_input', action_id: 'value' },
        },
      ],
    };
    const view = makeView(workspace, WHO.tom, body, undefined);
    workspace.modals.set(WHO.tom, [view]);
    const [command, submission] = await Promise.all([
      acting.command(WHO.tom, '/newcall', '', DESK),
      acting.submit(WHO.tom, view.id, { a: 'typed' }),
    ]);
    expect(command.error).toBe('/newcall failed with the error "operation_timeout"');
    expect(submission.error).toBe('We had some trouble connecting. Try again?');
    expect(workspace.modals.get(WHO.tom)).toEqual([view]);
    expect(view.values.a?.value.value).toBe('typed');
  });
});
