import { LRUCache } from 'lru-cache';
import { Lanes } from '../../src/lanes.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import type { Desk } from '../../src/slack/desk.js';
import { tellingModal } from '../../src/slack/modals/modal.js';
import type { SubmissionResult } from '../../src/slack/modals/submissions.js';

/** Nobody sends a modal again later than this. */
const KNOWN_MS = 3_600_000;
const MOST_KNOWN = 2_000;

const lanes = new Lanes();
const answers = new WeakMap<Desk, LRUCache<string, SubmissionResult>>();

const answersOf = (desk: Desk): LRUCache<string, SubmissionResult> => {
  const known = answers.get(desk) ?? new LRUCache<string, SubmissionResult>({ max: MOST_KNOWN, ttl: KNOWN_MS });
  answers.set(desk, known);
  return known;
};

/**
 * Works on a submission once: sent again (a second press, a repetition of Slack's, in whichever process), it has the answer of the
 * first time and no second effect. One that was refused may be mended and sent anew.
 */
export async function once(asked: Asked, key: string, work: () => Promise<SubmissionResult>): Promise<SubmissionResult> {
  const { desk, reader } = asked;
  const name = `submitted:${desk.team.id}:${key}`;
  const known = answersOf(desk);
  return lanes.take(name, async () => {
    const before = known.get(name);
    if (before) return before;
    const already = { show: tellingModal(reader.t('shared.modal.done'), [reader.t('shared.modal.already')], reader.t) };
    if (!(await desk.leases.take(name, KNOWN_MS))) return already;
    let isDone = false;
    try {
      const result = await work();
      isDone = 'show' in result || 'close' in result;
      if (isDone) known.set(name, result);
      return result;
    } finally {
      if (!isDone) await desk.leases.forget(name);
    }
  });
}
