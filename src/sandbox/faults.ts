import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import { sendJson } from '../http.js';
import { METHODS } from './methods.js';

/** What Slack may do with a call of the bot in place of answering it. */
const KINDS = ['throttles', 'fails', 'silent', 'breaks'] as const;
export type FaultKind = (typeof KINDS)[number];

/** How Slack misbehaves: with all calls or those of one method, until it is told otherwise or so many times. */
export const faultSchema = z.strictObject({
  slack: z.enum(['works', ...KINDS]),
  method: z
    .string()
    .refine((name) => Object.hasOwn(METHODS, name), 'expected a method of the Web API that the sandbox has, such as chat.postMessage')
    .optional(),
  times: z.int().positive().optional(),
  /** Only this share of the calls meets it, by chance that is the same in every run: 0.1 is a tenth. */
  share: z.number().gt(0).max(1).optional(),
  /** What a throttling Slack says in `Retry-After`, in seconds. */
  retryAfter: z.int().positive().optional(),
});
export type Fault = z.output<typeof faultSchema>;

const RETRY_AFTER_SECONDS = 2;
/** A small generator of chance (a linear congruence modulo 2³²), so that a run with faults can be repeated. */
const chanceAfter = (last: number): number => (Math.imul(last, 1_664_525) + 1_013_904_223) >>> 0;
const CHANCES = 2 ** 32;

/** The troubles of the sandbox's Slack: throttled, out of order, silent, or a connection that breaks when the work is done. */
export class Faults {
  private fault: Fault = { slack: 'works' };
  private chance = 1;

  get slack(): Fault['slack'] {
    return this.fault.slack;
  }

  set(fault: Fault): void {
    this.fault = fault;
    this.chance = 1;
  }

  /** Misbehaves for this call if it should; `work` is what the call asks for. Answers whether the call has had its answer. */
  strikes(method: string, response: ServerResponse, work: () => void): boolean {
    const { slack, method: only, times, share = 1, retryAfter = RETRY_AFTER_SECONDS } = this.fault;
    if (slack === 'works' || (only !== undefined && only !== method)) return false;
    this.chance = chanceAfter(this.chance);
    if (this.chance / CHANCES >= share) return false;
    if (times !== undefined) this.fault = times > 1 ? { ...this.fault, times: times - 1 } : { slack: 'works' };
    STRIKES[slack](response, work, retryAfter);
    return true;
  }
}

const STRIKES: Readonly<Record<FaultKind, (response: ServerResponse, work: () => void, retryAfter: number) => void>> = {
  throttles: (response, _work, retryAfter) =>
    sendJson(response, 429, { ok: false, error: 'ratelimited' }, { 'retry-after': String(retryAfter) }),
  fails: (response) => void response.writeHead(500).end('Internal Server Error'),
  silent: () => {},
  breaks(response, work) {
    work();
    response.destroy();
  },
};
