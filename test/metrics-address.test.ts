import { get } from 'node:http';
import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, test } from '@jest/globals';
import { readConfig } from '../src/config.js';
import { serveHttp } from '../src/http.js';
import { makeMetrics, metricsRoute } from '../src/metrics.js';
import { TestDesk } from './support/desk.js';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

describe('S14: the metrics', () => {
  const served = async (isOpen: boolean): Promise<number> => {
    const server = await serveHttp(0, undefined, [metricsRoute(makeMetrics(), { isOpen })], () => undefined);
    closers.push(() => server.close());
    return server.port;
  };
  /** Unlike fetch, it may say any host. */
  const statusOf = (port: number, headers: Record<string, string>): Promise<number | undefined> =>
    new Promise((answered, failed) => {
      get({ host: '127.0.0.1', port, path: '/metrics', headers }, (response) => {
        response.resume();
        answered(response.statusCode);
      }).on('error', failed);
    });
  /** An address of this machine that others reach it by. */
  const outside = (): string | undefined =>
    Object.values(networkInterfaces())
      .flat()
      .find((one) => one && !one.internal && one.family === 'IPv4')?.address;

  test('on the port of everybody they are for programs of this machine, and not behind a proxy', async () => {
    const port = await served(false);
    const got = await fetch(`http://127.0.0.1:${port}/metrics`);
    expect(got.status).toBe(200);
    expect(await got.text()).toContain('fieldbell_process_cpu');
    for (const header of ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip']) {
      const proxied = await fetch(`http://127.0.0.1:${port}/metrics`, { headers: { [header]: '1.2.3.4' } });
      expect({ header, status: proxied.status }).toEqual({ header, status: 404 });
    }
    const address = outside();
    if (address) expect((await fetch(`http://${address}:${port}/metrics`)).status).toBe(404);
    // A page in a browser of this machine, whose own name was made to mean this address.
    for (const foreign of [{ host: 'evil.example' }, { origin: 'https://evil.example' }])
      expect({ foreign, status: await statusOf(port, foreign) }).toEqual({ foreign, status: 404 });
    expect(await statusOf(port, { host: `localhost:${port}`, origin: `http://127.0.0.1:${port}` })).toBe(200);
  });

  test('with an address of their own they are there for whoever reaches it, and there alone', async () => {
    const address = outside();
    const port = await served(true);
    expect((await fetch(`http://${address ?? '127.0.0.1'}:${port}/metrics`, { headers: { 'x-forwarded-for': '1.2.3.4' } })).status).toBe(
      200,
    );
    const desk = await TestDesk.open({ env: { METRICS_ADDR: '127.0.0.1:0' } });
    closers.push(() => desk.close());
    expect((await fetch(`${desk.app.url}/metrics`)).status).toBe(404);
    expect((await fetch(`http://127.0.0.1:${desk.app.metricsPort}/metrics`)).status).toBe(200);
    // An address that only this machine has is reached by no other name; one that others reach may have any.
    expect(await statusOf(desk.app.metricsPort ?? 0, { host: 'evil.example' })).toBe(404);
    expect(await statusOf(port, { host: 'prometheus.example' })).toBe(200);
    const kept = await fetch(`${desk.app.url}/sandbox/files?name=a.txt`, { method: 'POST', body: 'a' });
    expect(await kept.json()).toMatchObject({ ok: true, name: 'a.txt' });
    expect((await fetch(`http://127.0.0.1:${desk.app.metricsPort}/readyz`)).status).toBe(404);
  });

  test.each([
    ['127.0.0.1:9464', { host: '127.0.0.1', port: 9464 }],
    ['[::1]:9464', { host: '::1', port: 9464 }],
    ['metrics.local:80', { host: 'metrics.local', port: 80 }],
    [':9464', { host: undefined, port: 9464 }],
  ])('METRICS_ADDR=%s', (text, address) => {
    expect(readConfig({ METRICS_ADDR: text })).toMatchObject({ ok: true, config: { metrics: address } });
  });

  test.each(['300.1.1.1:4163', '1.2.3:80', '[::zz]:80', '9464', '127.0.0.1', '127.0.0.1:99999', 'http://x:1', 'a b:1', ':'])(
    'METRICS_ADDR=%s is refused by its name',
    (text) => {
      expect(readConfig({ METRICS_ADDR: text })).toMatchObject({ ok: false, problems: [expect.stringMatching(/^METRICS_ADDR: .*9464/)] });
    },
  );
});
