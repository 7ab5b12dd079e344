import type { IncomingMessage } from 'node:http';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { isAskedLocally, type Route } from './http.js';

/** Seconds; a notice is late from the first bucket on that does not hold it. */
const LATENESS = [1, 5, 15, 60, 300, 900, 3_600, 14_400];
const WORK = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10];
const DATABASE = [0.001, 0.005, 0.02, 0.05, 0.1, 0.5, 1, 5];

/** What the bot measures of itself, as Prometheus reads it. No label holds what people typed. */
export function makeMetrics() {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: 'fieldbell_' });
  const seconds = <L extends string>(name: string, help: string, labelNames: L[], buckets: number[]) =>
    new Histogram({ name: `fieldbell_${name}_seconds`, help, labelNames, buckets, registers });
  return {
    registry,
    noticeLateness: seconds('notice_lateness', 'From when a deadline was due until its notice was delivered', ['step'], LATENESS),
    handling: seconds('handling', 'Handlers of commands, actions, views and events', ['kind', 'name'], WORK),
    jobs: seconds('job', 'Runs of the cron jobs', ['job', 'result'], WORK),
    database: seconds('database', 'Operations on the database', ['operation', 'result'], DATABASE),
    slackCalls: new Counter({
      name: 'fieldbell_slack_calls_total',
      help: 'Calls of the Web API by method and result',
      labelNames: ['method', 'result'] as const,
      registers,
    }),
    /** A gauge that is asked when somebody looks; it stays away while its source cannot answer. */
    watch(name: string, help: string, ask: () => Promise<number>): void {
      new Gauge({
        name: `fieldbell_${name}`,
        help,
        registers,
        async collect() {
          this.reset();
          const value = await ask().catch(() => undefined);
          if (value !== undefined) this.set(value);
        },
      });
    },
  };
}

export type Metrics = ReturnType<typeof makeMetrics>;

/** Did a program on this machine ask, and no proxy for somebody else? */
const isLocal = (request: IncomingMessage): boolean =>
  /^(?:::ffff:)?127\.|^::1$/.test(request.socket.remoteAddress ?? '') &&
  isAskedLocally(request) &&
  !PROXIED.some((name) => name in request.headers);
/** Is this an address that only this machine has? Then nobody asks for it by another name either. */
export const isLoopback = (host: string | undefined): boolean => /^(?:localhost|127\..*|::1)$/.test(host ?? '');
/** What proxies add to what they hand on. */
const PROXIED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via', 'cf-connecting-ip'];

/**
 * `GET /metrics` as Prometheus text. They tell how many cases there are and how late the desk is: to programs of this machine alone,
 * or, with `METRICS_ADDR`, to whoever reaches that address, and there alone.
 */
export const metricsRoute =
  ({ registry }: Metrics, { isOpen }: { readonly isOpen: boolean }): Route =>
  async (request, response, url) => {
    if (request.method !== 'GET' || url.pathname !== '/metrics' || !(isOpen || isLocal(request))) return false;
    response.writeHead(200, { 'content-type': registry.contentType }).end(await registry.metrics());
    return true;
  };
