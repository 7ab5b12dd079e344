import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { WebClient } from '@slack/web-api';
import { Acting } from '../../src/sandbox/acting.js';
import { Delivery } from '../../src/sandbox/deliver.js';
import { LIMITS } from '../../src/sandbox/limits.js';
import { Tiers } from '../../src/sandbox/method-rules.js';
import { ResponseUrls } from '../../src/sandbox/response-urls.js';
import { Triggers } from '../../src/sandbox/triggers.js';
import { messageProblem, viewProblem } from '../../src/sandbox/verdicts.js';
import { Workspace } from '../../src/sandbox/workspace.js';
import { systemClock } from '../../src/time/clock.js';
import { aCall, DESK, directOf, eventually, TestDesk, WHO } from '../support/desk.js';

const plain = (text: string) => ({ type: 'plain_text', text });
const modal = (blocks: unknown[], changes = {}) => ({ type: 'modal', title: plain('T'), submit: plain('S'), blocks, ...changes });
const input = (element: object, changes = {}) => ({
  type: 'input',
  block_id: 'a',
  label: plain('L'),
  element: { action_id: 'value', ...element },
  ...changes,
});
const row = (...cells: string[]) => cells.map((text) => ({ type: 'raw_text', text }));
const dataTable = (changes: object) => ({ type: 'data_table', caption: 'C', rows: [row('head'), row('cell')], ...changes });
const chart = (changes: object, label = 'a', series: unknown[] = [{ name: 'n', data: [{ label, value: 1 }] }]) => ({
  type: 'data_visualization',
  title: 'T',
  chart: { type: 'bar', series, axis_config: { categories: [label] } },
  ...changes,
});
const option = (value: string, text = value) => ({ text: plain(text), value });

describe('the sandbox refuses what Slack refuses', () => {
  const many = (n: number) => Array.from({ length: n }, (_, i) => i);

  test.each([
    ['51 blocks in a message', { blocks: many(51).map(() => ({ type: 'divider' })) }],
    [
      'a section of 3,001 characters',
      { blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(LIMITS.section.text + 1) } }] },
    ],
    ['a header of 151 characters', { blocks: [{ type: 'header', text: plain('x'.repeat(151)) }] }],
    [
      '26 buttons in a row',
      { blocks: [{ type: 'actions', elements: many(26).map((n) => ({ type: 'button', action_id: `a${n}`, text: plain('x') })) }] },
    ],
    [
      'a button text of 76 characters',
      { blocks: [{ type: 'actions', elements: [{ type: 'button', action_id: 'a', text: plain('x'.repeat(76)) }] }] },
    ],
    [
      'the same action id twice in a row',
      { blocks: [{ type: 'actions', elements: [1, 2].map(() => ({ type: 'button', action_id: 'a', text: plain('x') })) }] },
    ],
    ['an empty text', { blocks: [{ type: 'section', text: plain('') }] }],
    [
      '101 options',
      {
        blocks: [{ type: 'actions', elements: [{ type: 'static_select', action_id: 'a', options: many(101).map((n) => option(`${n}`)) }] }],
      },
    ],
    [
      'an option text of 76 characters',
      { blocks: [{ type: 'actions', elements: [{ type: 'static_select', action_id: 'a', options: [option('v', 'x'.repeat(76))] }] }] },
    ],
    [
      'six overflow options',
      { blocks: [{ type: 'actions', elements: [{ type: 'overflow', action_id: 'a', options: many(6).map((n) => option(`${n}`)) }] }] },
    ],
    ['an input in a message', { blocks: [input({ type: 'plain_text_input' })] }],
    ['two tables', { blocks: many(2).map(() => ({ type: 'table', rows: [[{ type: 'raw_text', text: 'x' }]] })) }],
    ['101 rows', { blocks: [{ type: 'table', rows: many(101).map(() => [{ type: 'raw_text', text: 'x' }]) }] }],
    ['a data table without a caption', { blocks: [dataTable({ caption: undefined })] }],
    ['a data table without a row', { blocks: [dataTable({ rows: [row('x')] })] }],
    ['a data table of 101 rows below its head', { blocks: [dataTable({ rows: many(102).map(() => row('x')) })] }],
    ['a data table of 21 columns', { blocks: [dataTable({ rows: many(2).map(() => row(...many(21).map(() => 'x'))) })] }],
    ['rows of unlike lengths', { blocks: [dataTable({ rows: [row('x', 'y'), row('x')] })] }],
    ['rich text in the head of a data table', { blocks: [dataTable({ rows: [[{ type: 'rich_text', elements: [] }], row('x')] })] }],
    ['a page of 101 rows', { blocks: [dataTable({ page_size: 101 })] }],
    [
      'data tables of more than 10,000 characters together',
      { blocks: many(2).map(() => dataTable({ rows: many(11).map(() => row('x'.repeat(480))) })) },
    ],
    ['a chart with a title of 51 characters', { blocks: [chart({ title: 'x'.repeat(51) })] }],
    ['a category of 21 characters', { blocks: [chart({}, 'x'.repeat(21))] }],
    ['a series without a point for a category', { blocks: [chart({}, 'a', [{ name: 'n', data: [] }])] }],
    ['three charts', { blocks: many(3).map(() => chart({})) }],
    ['a block it does not know', { blocks: [{ type: 'carpet' }] }],
    [
      'more than 10,000 characters in a table',
      { blocks: [{ type: 'table', rows: many(21).map(() => [{ type: 'raw_text', text: 'x'.repeat(500) }]) }] },
    ],
    ['21 columns', { blocks: [{ type: 'table', rows: [many(21).map(() => ({ type: 'raw_text', text: 'x' }))] }] }],
    [
      'mrkdwn in an option',
      {
        blocks: [
          {
            type: 'actions',
            elements: [{ type: 'static_select', action_id: 'a', options: [{ value: 'v', text: { type: 'mrkdwn', text: 'x' } }] }],
          },
        ],
      },
    ],
    ['a file input', { blocks: [input({ type: 'file_input' })] }],
    ['the same block id twice', { blocks: many(2).map(() => ({ type: 'divider', block_id: 'x' })) }],
  ])('%s: invalid_blocks', (_, message) => {
    expect(messageProblem(message)).toMatchObject({ error: 'invalid_blocks' });
  });

  test('a message without anything: no_text; one that is too long: msg_too_long', () => {
    expect(messageProblem({})).toEqual({ error: 'no_text' });
    expect(messageProblem({ text: 'x'.repeat(40_001) })).toEqual({ error: 'msg_too_long' });
    expect(messageProblem({ text: 'x' })).toBeUndefined();
  });

  test('a data table within the limits is taken, with numbers, links and a hundred rows', () => {
    const link = {
      type: 'rich_text',
      elements: [{ type: 'rich_text_section', elements: [{ type: 'link', url: 'https://x.test', text: 'T-1' }] }],
    };
    const number = { type: 'raw_number', value: 12, text: '12' };
    const blocks = [dataTable({ rows: [row('a', 'b'), ...many(100).map(() => [link, number])], page_size: 10 })];
    expect(messageProblem({ text: 'x', blocks })).toBeUndefined();
    expect(viewProblem(modal(blocks))).toBeDefined();
    expect(messageProblem({ text: 'x', blocks: [...blocks, chart({}), chart({})] })).toBeUndefined();
  });

  test('L16: blocks of more than 13,200 characters in all: msg_blocks_too_long; metadata of more than 8 kB: metadata_too_large', () => {
    const blocks = many(5).map(() => ({ type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(2_700) } }));
    expect(messageProblem({ text: 'x', blocks })).toEqual({ error: 'msg_blocks_too_long' });
    expect(messageProblem({ text: 'x', blocks: blocks.slice(1) })).toBeUndefined();
    const metadata = (n: number) => ({ event_type: 'e', event_payload: { n: 'x'.repeat(n) } });
    expect(messageProblem({ text: 'x', metadata: metadata(8_000) })).toEqual({ error: 'metadata_too_large' });
    expect(messageProblem({ text: 'x', metadata: metadata(7_000) })).toBeUndefined();
    expect(messageProblem({ text: 'x', metadata: { type: 'e' } })).toEqual({ error: 'invalid_metadata_format' });
  });

  test('L16: a response URL takes five answers within half an hour, each checked as a message is, and threads nothing by itself', () => {
    let now = 1_000;
    const workspace = new Workspace(undefined, () => systemClock('UTC'));
    const urls = new ResponseUrls(
      workspace,
      () => '',
      () => now,
    );
    const make = (): string => urls.make({ user: 'U1', channel: DESK }).slice('/response/'.length);
    const id = make();
    expect(urls.use(id, { text: 'x', blocks: [{ type: 'carpet' }] })).toEqual({ ok: false, error: 'invalid_blocks' });
    expect(urls.use(id, {})).toEqual({ ok: false, error: 'no_text' });
    expect(urls.use(id, { text: 'x' })).toEqual({ ok: true });
    expect(urls.use(id, { text: 'x', thread_ts: '1.000001' })).toEqual({ ok: true });
    expect(workspace.messages.map(({ threadTs }) => threadTs)).toEqual([undefined, '1.000001']);
    expect(urls.use(id, { text: 'x' })).toEqual({ ok: true });
    expect(urls.use(id, { text: 'x' })).toEqual({ ok: false, error: 'used_url' });
    const old = make();
    now += 30 * 60_000 + 1;
    expect(urls.use(old, { text: 'x' })).toEqual({ ok: false, error: 'expired_url' });
    expect(workspace.refusals.all.map(({ error }) => error)).toEqual(['invalid_blocks', 'no_text', 'used_url', 'expired_url']);
  });

  test.each([
    ['a title of 25 characters', modal([], { title: plain('x'.repeat(25)) })],
    ['101 blocks', modal(many(101).map(() => ({ type: 'divider' })))],
    ['metadata of 3,001 characters', modal([], { private_metadata: 'x'.repeat(3001) })],
    ['inputs without a submit', { ...modal([input({ type: 'plain_text_input' })]), submit: undefined }],
    ['a max_length above 3,000', modal([input({ type: 'plain_text_input', max_length: 3001 })])],
    ['an initial option that is none', modal([input({ type: 'static_select', options: [option('a')], initial_option: option('b') })])],
    ['eleven radio buttons', modal([input({ type: 'radio_buttons', options: many(11).map((n) => option(`${n}`)) })])],
    ['L3: a time where a person belongs', modal([input({ type: 'users_select', initial_user: '16:15' })])],
    ['L3: a date of no calendar', modal([input({ type: 'datepicker', initial_date: '2026-02-30' })])],
    ['L3: a time of no clock', modal([input({ type: 'timepicker', initial_time: '24:00' })])],
    ['L3: milliseconds where seconds belong', modal([input({ type: 'datetimepicker', initial_date_time: 1795700747673 })])],
    ['L3: a number that is none', modal([input({ type: 'number_input', is_decimal_allowed: false, initial_value: '1.5' })])],
    ['L3: the initial value of another element', modal([input({ type: 'datepicker', initial_time: '10:00' })])],
    ['L16: eleven files', modal([input({ type: 'file_input', max_files: 11 })])],
    ['L16: an ending with a dot', modal([input({ type: 'file_input', filetypes: ['.pdf'] })])],
    ['L16: a table', modal([{ type: 'table', rows: [[{ type: 'raw_text', text: 'x' }]] }])],
    ['L16: markdown', modal([{ type: 'markdown', text: 'x' }])],
    ['L16: a file input on the Home tab', { type: 'home', blocks: [input({ type: 'file_input' })] }],
  ])('%s in a view: invalid_arguments', (_, view) => {
    expect(viewProblem(view)).toMatchObject({ error: 'invalid_arguments' });
  });

  test('a trigger lives three seconds and opens one view', () => {
    let now = 1_000;
    const triggers = new Triggers(() => now);
    const used = triggers.make('U1');
    expect(triggers.take(used)).toEqual({ user: 'U1' });
    expect(triggers.take(used)).toEqual({ error: 'exchanged_trigger_id' });
    const old = triggers.make('U1');
    now += 3_001;
    expect(triggers.take(old)).toEqual({ error: 'expired_trigger_id' });
    expect(triggers.take('made.up')).toEqual({ error: 'invalid_trigger_id' });
  });
});

describe('the sandbox as a workspace', () => {
  let desk: TestDesk;
  let client: WebClient;
  beforeAll(async () => {
    desk = await TestDesk.open();
    client = new WebClient(desk.app.sandbox?.token, {
      slackApiUrl: `${desk.app.url}/api/`,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
    });
  });
  afterAll(() => desk.close());
  const errorOf = (call: Promise<unknown>): Promise<string> =>
    call.then(
      () => 'ok',
      (error: { data?: { error?: string } }) => error.data?.error ?? String(error),
    );

  test('answers with Slack’s error codes', async () => {
    expect(await errorOf(client.chat.postMessage({ channel: 'C0NOWHERE', text: 'x' }))).toBe('channel_not_found');
    expect(await errorOf(client.chat.postMessage({ channel: 'C03GENERAL', text: 'x' }))).toBe('not_in_channel');
    expect(await errorOf(client.users.info({ user: 'U0NOBODY' }))).toBe('user_not_found');
    expect(await errorOf(client.chat.update({ channel: DESK, ts: '1.000001', text: 'x' }))).toBe('message_not_found');
    expect(await errorOf(client.views.update({ view_id: 'VNONE', view: modal([]) as never }))).toBe('not_found');
    expect(await errorOf(client.apiCall('chat.dance'))).toBe('unknown_method');
    expect(await errorOf(new WebClient('xoxb-wrong', { slackApiUrl: `${desk.app.url}/api/` }).auth.test())).toBe('invalid_auth');
  });

  test('asks for scopes: missing_scope', async () => {
    const { sandbox } = desk.app;
    if (!sandbox) throw new Error('no sandbox');
    const before = sandbox.scopes;
    sandbox.scopes = before.filter((scope) => scope !== 'users:read');
    expect(await errorOf(client.users.info({ user: WHO.tom }))).toBe('missing_scope');
    sandbox.scopes = before;
  });

  test('L16: a call needs the scope of the kind of channel that it is about', async () => {
    const { sandbox } = desk.app;
    if (!sandbox) throw new Error('no sandbox');
    const before = sandbox.scopes;
    const room = await desk.newChannel('back-room', { isPrivate: true });
    sandbox.scopes = before.filter((scope) => !scope.startsWith('groups:'));
    expect(await errorOf(client.conversations.history({ channel: room }))).toBe('missing_scope');
    expect(await errorOf(client.conversations.history({ channel: DESK }))).toBe('ok');
    expect(await errorOf(client.conversations.list({ types: 'public_channel,private_channel' }))).toBe('missing_scope');
    expect(await errorOf(client.conversations.list({}))).toBe('ok');
    sandbox.scopes = before;
    expect((await client.conversations.list({})).channels?.map(({ id }) => id)).not.toContain(room);
    expect((await client.conversations.list({ types: 'private_channel' })).channels?.map(({ id }) => id)).toEqual([room]);
  });

  test('L16: a call without what its method needs, or with an odd name, is refused', async () => {
    expect(await errorOf(client.apiCall('conversations.info', {}))).toBe('invalid_arguments');
    expect(await errorOf(client.apiCall('views.open', { view: '{}' }))).toBe('invalid_arguments');
    expect(await errorOf(client.apiCall('users.info', { user: WHO.tom, 'not-a-name': 1 }))).toBe('invalid_arg_name');
  });

  test('L16: what is written to the bot directly is told only to an app that subscribes to message.im', async () => {
    const { sandbox } = desk.app;
    const sent: unknown[] = [];
    const manifest = { commands: [], events: ['message.im'] };
    const delivery = new Delivery(
      () => 'http://127.0.0.1:9',
      async (_url, { body }) => {
        sent.push(JSON.parse(body).event.channel_type);
        return { status: 200, text: async () => '' };
      },
    );
    if (!sandbox) throw new Error('no sandbox');
    const say = (events: string[]) =>
      new Acting(desk.workspace, delivery, sandbox.triggers, sandbox.responses, { ...manifest, events }).say(
        WHO.tom,
        directOf(WHO.tom),
        'hi',
      );
    await say([]);
    expect(sent).toEqual([]);
    await say(['message.im']);
    expect(sent).toEqual(['im']);
  });

  test('L16: every method is throttled by its tier, and taken again when its time is over', () => {
    const tiers = new Tiers();
    const taken = Array.from({ length: 400 }, (_, n) => tiers.take('chat.update', n * 10)).filter((rest) => rest === undefined).length;
    expect(taken).toBe(200);
    expect(tiers.take('chat.update', 30_000)).toBe(30);
    expect(tiers.take('users.info', 30_000)).toBeUndefined();
    expect(tiers.take('chat.update', 60_010)).toBeUndefined();
  });

  test('users.info has locale and time zone, lists page by cursor, metadata is kept', async () => {
    expect((await client.users.info({ user: WHO.tom, include_locale: true })).user).toMatchObject({ locale: 'en-US', tz: 'Asia/Shanghai' });
    const pages = [];
    for await (const page of client.paginate('conversations.list', { limit: 1 })) pages.push(page);
    expect(pages).toHaveLength(3);
    const { ts } = await client.chat.postMessage({ channel: DESK, text: 'x', metadata: { event_type: 'e', event_payload: { n: 1 } } });
    const { messages } = await client.conversations.history({ channel: DESK, include_all_metadata: true, limit: 5 });
    expect(messages?.find((message) => message.ts === ts)?.metadata).toEqual({ event_type: 'e', event_payload: { n: 1 } });
  });

  test('a view’s id stays and its hash changes; a wrong hash is hash_conflict', async () => {
    await desk.command(WHO.tom, '/newcall');
    const view = await desk.modal(WHO.tom, 'call.log');
    const { id, hash } = view;
    await desk.pressInView(WHO.tom, view, 'outcome', 'value', 'solved');
    await eventually(() => expect(view.hash).not.toBe(hash));
    expect(view.id).toBe(id);
    expect(await errorOf(client.views.update({ view_id: id, hash, view: modal([]) as never }))).toBe('hash_conflict');
  });

  test('each person has his own stack of modals', async () => {
    await desk.command(WHO.agent, '/newcall');
    await desk.modal(WHO.agent, 'call.log');
    expect(desk.workspace.modals.get(WHO.tom)).toHaveLength(1);
    expect(desk.workspace.modals.get(WHO.agent)?.[0]?.id).not.toBe(desk.workspace.modals.get(WHO.tom)?.[0]?.id);
  });

  test('untouched inputs submit their initial value, or null in the shape of their type', async () => {
    await desk.command(WHO.anna, '/newcall 悦购');
    const view = await desk.modal(WHO.anna, 'call.log');
    const { hash } = view;
    await desk.pressInView(WHO.anna, view, 'more', 'value', ['more']);
    await eventually(() => expect(view.hash).not.toBe(hash));
    expect(view.values).toMatchObject({
      outcome: { value: { type: 'static_select', selected_option: { value: 'ticket' } } },
      customer: { value: { type: 'external_select', selected_option: { value: '悦购' } } },
      expectedBy: { value: { type: 'datetimepicker', selected_date_time: null } },
      callerName: { value: { type: 'plain_text_input', value: null } },
    });
  });

  test('a command that is not in the manifest is not valid', async () => {
    expect(await desk.command(WHO.agent, '/dance')).toMatchObject({ ok: false, error: '/dance is not a valid command.' });
  });

  test('requests that are forged, old, unsigned or changed are 401, and nothing is done', async () => {
    const { sandbox } = desk.app;
    if (!sandbox) throw new Error('no sandbox');
    const body = new URLSearchParams({
      command: '/newcall',
      text: '',
      user_id: WHO.agent,
      team_id: 'T0SANDBOX',
      trigger_id: 'x',
      response_url: `${desk.app.url}/response/x`,
    }).toString();
    const now = Math.floor(Date.now() / 1000);
    const sign = (text: string, seconds: number, secret = sandbox.delivery.signingSecret): string =>
      `v0=${createHmac('sha256', secret).update(`v0:${seconds}:${text}`).digest('hex')}`;
    const send = async (headers: Record<string, string>): Promise<number> =>
      (
        await fetch(`${desk.app.url}/slack/events`, {
          method: 'POST',
          body,
          headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        })
      ).status;
    const before = desk.workspace.messages.length;
    expect(await send({ 'x-slack-request-timestamp': String(now), 'x-slack-signature': sign(body, now, 'another secret') })).toBe(401);
    expect(await send({ 'x-slack-request-timestamp': String(now - 600), 'x-slack-signature': sign(body, now - 600) })).toBe(401);
    expect(await send({})).toBe(401);
    expect(await send({ 'x-slack-request-timestamp': String(now), 'x-slack-signature': sign(`${body}&x=1`, now) })).toBe(401);
    expect(desk.workspace.messages.length).toBe(before);
    expect(await send({ 'x-slack-request-timestamp': String(now), 'x-slack-signature': sign(body, now) })).toBe(200);
  });

  test('another site cannot reach it through the browser', async () => {
    expect((await fetch(`${desk.app.url}/sandbox/state`, { headers: { origin: 'https://evil.example' } })).status).toBe(403);
    expect((await fetch(`${desk.app.url}/sandbox/state`)).status).toBe(200);
  });

  test('an event that is sent again with the retry headers has one effect', async () => {
    const { sandbox } = desk.app;
    const no = await desk.logCall(aCall());
    const { ts } = await desk.card(no);
    const said = await desk.say(WHO.tom, 'only once', ts);
    const event = {
      type: 'message',
      channel: DESK,
      user: WHO.tom,
      text: 'only once',
      ts: said.ts,
      thread_ts: ts,
      channel_type: 'channel',
      event_ts: said.ts,
    };
    const envelope = {
      type: 'event_callback',
      team_id: 'T0SANDBOX',
      api_app_id: 'A0BELL',
      event_id: 'EvSAME',
      event_time: 1,
      event,
      authorizations: [],
    };
    await sandbox?.delivery.event(envelope);
    await sandbox?.delivery.event(envelope, 1, 'http_timeout');
    await eventually(async () =>
      expect((await desk.case(no))?.history.filter(({ key }) => key === `said:${DESK}:${said.ts}`)).toHaveLength(1),
    );
  });
});
