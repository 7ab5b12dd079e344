import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { aCall, TestDesk, WHO } from '../support/desk.js';

const FORM = 'application/x-www-form-urlencoded';
/** Sent at once: what the bot does not know it leaves unanswered for three seconds. */
const many = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(one, { minLength: 80, maxLength: 80 });

/** Whatever comes in signed, the bot answers and lives. */
describe('payloads that nobody would send', () => {
  let desk: TestDesk;
  let no: string;
  beforeAll(async () => {
    desk = await TestDesk.open({ logLevel: 'fatal' });
    no = await desk.logCall(aCall());
  });
  afterAll(() => desk.close());

  const send = async (body: string, type: string): Promise<{ status: number; text: string }> => {
    const seconds = Math.floor(Date.now() / 1000);
    const secret = desk.app.sandbox?.delivery.signingSecret ?? '';
    const signature = `v0=${createHmac('sha256', secret).update(`v0:${seconds}:${body}`).digest('hex')}`;
    // A connection of its own: one kept alive may be closed by the server just as it is used again.
    const response = await fetch(`${desk.app.url}/slack/events`, {
      method: 'POST',
      body,
      headers: { connection: 'close', 'content-type': type, 'x-slack-request-timestamp': String(seconds), 'x-slack-signature': signature },
      // Generous: eighty come at once, and how fast each is answered is for the bench.
      signal: AbortSignal.timeout(20_000),
    });
    return { status: response.status, text: await response.text() };
  };

  const user = fc.constantFrom<unknown>(WHO.tom, WHO.agent, 'UNOBODY', '', null, 7, {}, []);
  const anything = fc.jsonValue({ maxDepth: 3 });
  const interaction = fc.record(
    {
      type: fc.constantFrom<unknown>(
        'block_actions',
        'view_submission',
        'view_closed',
        'block_suggestion',
        'shortcut',
        'message_action',
        'nonsense',
        null,
      ),
      user: fc.oneof(fc.record({ id: user }), anything),
      team: fc.constantFrom<unknown>({ id: 'T0SANDBOX' }, null, 'x'),
      actions: fc.oneof(
        fc.array(
          fc.record({
            type: fc.constantFrom('button', 'static_select', 'x'),
            action_id: fc.constantFrom('case:accept', 'case:open', 'case-menu', 'value', 'x'),
            block_id: fc.constantFrom('outcome', 'x'),
            value: fc.oneof(fc.constant('T-1'), fc.string(), anything),
          }),
          { maxLength: 2 },
        ),
        anything,
      ),
      view: fc.oneof(
        fc.record({
          id: fc.string(),
          type: fc.constant('modal'),
          callback_id: fc.constantFrom('call.log', 'ticket.note', 'visit.schedule', 'visit.finish', 'x'),
          private_metadata: fc.oneof(fc.string(), fc.constant('{"no":"T-1","action":"note"}')),
          state: fc.oneof(fc.record({ values: anything }), anything),
          blocks: anything,
        }),
        anything,
      ),
      message: anything,
      trigger_id: fc.oneof(fc.string(), anything),
      response_url: fc.constantFrom<unknown>('http://127.0.0.1:9/x', 'nonsense', null),
      callback_id: fc.oneof(fc.constantFrom('log_call', 'call_back'), fc.string()),
    },
    { requiredKeys: [] },
  );

  const isFine = ({ status, text }: { status: number; text: string }): boolean => status < 500 || /[0-9a-f]{8}/.test(text);

  test('interactions never crash it, and never a 500 without an error id', async () => {
    await fc.assert(
      fc.asyncProperty(many(interaction), async (payloads) => {
        const answers = await Promise.all(
          payloads.map((payload) => send(new URLSearchParams({ payload: JSON.stringify(payload) }).toString(), FORM)),
        );
        expect(answers.filter((answer) => !isFine(answer))).toEqual([]);
      }),
      { numRuns: 3, endOnFailure: true },
    );
  }, 120_000);

  test('events and commands neither', async () => {
    const event = fc.record(
      {
        type: fc.constantFrom<unknown>('event_callback', 'url_verification', 'x', null),
        event: fc.oneof(
          fc.record(
            {
              type: fc.constantFrom('message', 'app_mention', 'app_home_opened', 'x'),
              user,
              text: anything,
              ts: anything,
              thread_ts: anything,
              subtype: fc.constantFrom(undefined, 'message_changed', 'x'),
              message: anything,
              channel: anything,
              tab: anything,
            },
            { requiredKeys: ['type'] },
          ),
          anything,
        ),
        team_id: fc.constant('T0SANDBOX'),
        event_id: fc.string(),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(many(event), async (envelopes) => {
        const answers = await Promise.all(envelopes.map((envelope) => send(JSON.stringify(envelope), 'application/json')));
        expect(answers.filter((answer) => !isFine(answer))).toEqual([]);
      }),
      { numRuns: 2, endOnFailure: true },
    );
    const command = fc.record({
      command: fc.constantFrom('/newcall', '/ticket', '/visit', '/desk', '/x'),
      text: fc.string({ unit: 'binary', maxLength: 300 }),
      user_id: fc.constantFrom(WHO.tom, 'UNOBODY', ''),
      trigger_id: fc.string(),
      response_url: fc.constant('http://127.0.0.1:9/x'),
      team_id: fc.constant('T0SANDBOX'),
    });
    await fc.assert(
      fc.asyncProperty(many(command), async (commands) => {
        const answers = await Promise.all(commands.map((fields) => send(new URLSearchParams(fields).toString(), FORM)));
        expect(answers.filter((answer) => !isFine(answer))).toEqual([]);
      }),
      { numRuns: 2, endOnFailure: true },
    );
  }, 120_000);

  test('bodies that are not what they say', async () => {
    for (const [body, type] of [
      ['', 'application/json'],
      ['{', 'application/json'],
      ['payload=%', 'application/x-www-form-urlencoded'],
      ['payload={', 'application/x-www-form-urlencoded'],
      ['\u0000\u0001', 'text/plain'],
      ['x'.repeat(300_000), 'application/json'],
    ] as const) {
      const answer = await send(body, type);
      expect({ type, status: answer.status < 500 || isFine(answer) }).toEqual({ type, status: true });
    }
    expect((await desk.case(no))?.no).toBe(no);
    await desk.command(WHO.tom, '/desk');
    await desk.answer(WHO.tom, 'The desk now');
  });
});
