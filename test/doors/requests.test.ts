import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { aCall, TestDesk, WHO } from '../support/desk.js';

const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';
const payload = (json: string): string => new URLSearchParams({ payload: json }).toString();
const DEEP = `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`;

describe('S6: signed or not, no request ends the bot', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await TestDesk.open({ logLevel: 'fatal' });
    await desk.logCall(aCall());
  });
  afterAll(() => desk.close());

  const send = async (body: string, type: string, { seconds = Math.floor(Date.now() / 1000), path = '/slack/events' } = {}) => {
    const secret = desk.app.sandbox?.delivery.signingSecret ?? '';
    const signature = `v0=${createHmac('sha256', secret).update(`v0:${seconds}:${body}`).digest('hex')}`;
    const headers = {
      connection: 'close',
      'content-type': type,
      'x-slack-request-timestamp': String(seconds),
      'x-slack-signature': signature,
    };
    const response = await fetch(`${desk.app.url}${path}`, { method: 'POST', body, headers });
    return { status: response.status, text: await response.text() };
  };
  /** What a client sends that is no fetch. */
  const raw = (words: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(desk.app.url).port), '127.0.0.1', () => socket.write(words));
      let answer = '';
      socket.on('data', (chunk) => {
        answer += chunk;
      });
      socket.on('close', () => resolve(answer));
      socket.on('error', reject);
    });

  test.each([
    ['null', JSON_TYPE],
    ['0', JSON_TYPE],
    ['true', JSON_TYPE],
    ['"text"', JSON_TYPE],
    ['[]', JSON_TYPE],
    ['[null]', JSON_TYPE],
    [DEEP, JSON_TYPE],
    ['null', 'text/plain'],
    [payload('null'), FORM],
    [payload('[1,2]'), FORM],
    [payload('7'), FORM],
    [payload(DEEP), FORM],
    ['payload=%00', FORM],
    ['payload={}&payload=null', FORM],
    ['', JSON_TYPE],
  ])('a body that is no object is refused: %.30s as %s', async (body, type) => {
    expect((await send(body, type)).status).toBe(400);
    expect((await fetch(`${desk.app.url}/healthz`)).status).toBe(200);
  });

  test('a body of megabytes is refused, and so is a time stamp of another year, past or ahead, or none', async () => {
    expect((await send(`{"a":"${'x'.repeat(3 * 1024 * 1024)}"}`, JSON_TYPE)).status).toBe(413);
    const now = Math.floor(Date.now() / 1000);
    const body = '{"type":"url_verification","challenge":"c"}';
    for (const seconds of [now + 31_536_000, now - 31_536_000, now + 600, now - 600, Number.NaN, Number.POSITIVE_INFINITY])
      expect((await send(body, JSON_TYPE, { seconds })).status).toBe(401);
    expect(await send(body, JSON_TYPE)).toMatchObject({ status: 200, text: expect.stringContaining('c') });
    expect((await send(body, JSON_TYPE, { seconds: now + 60 })).status).toBe(200);
  });

  test('no answer tells of what is inside', async () => {
    const got = await fetch(`${desk.app.url}/slack/events`);
    expect(got.status).toBe(405);
    expect((await fetch(`${desk.app.url}/slack/events?ssl_check=1`)).status).toBe(200);
    for (const target of ['//', '///', '//x', 'http://evil.example/', '/%', '*', '/\\', '/api//../..//', `/${'a'.repeat(8_000)}`]) {
      const answer = await raw(`GET ${target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
      expect({ target, line: answer.split('\r\n')[0] }).toMatchObject({ line: expect.stringMatching(/^HTTP\/1\.1 4\d\d /) });
      expect(answer).not.toMatch(/TypeError|Invalid URL|node:|\.ts|\.js/);
    }
    const many = Array.from({ length: 300 }, (_, n) => `x-${n}: y\r\n`).join('');
    expect(await raw(`GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${many}\r\n`)).toMatch(/^HTTP\/1\.1 (200|4\d\d) /);
    expect(await raw(`GET /healthz HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`)).toContain('431');
  });

  test('and after all of it people are answered', async () => {
    await desk.command(WHO.tom, '/desk');
    await desk.answer(WHO.tom, 'The desk now');
  });
});
