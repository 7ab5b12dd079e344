import { createHash } from 'node:crypto';
import { kindOf } from '../src/cases/kinds.js';
import type { Policy } from '../src/cases/policy.js';
import { recompute } from '../src/cases/settle.js';
import { policyOf, readSettings } from '../src/settings.js';
import type { Desk } from '../src/slack/desk.js';
import { eachAlone } from '../src/slack/messages/broken.js';
import { tellLeaders } from '../src/slack/outbox/tell-leaders.js';
import { policyNow } from '../src/slack/people/policy.js';

const KEY = 'policy';
/** What of the rules the settings set otherwise than this version does by itself. */
const SET_KEY = 'policy:set';

type Rules = Omit<Policy, 'people'>;

const rulesOf = ({ people: _, ...rules }: Policy): Rules => rules;

/** The rules that differ from those of a desk without settings, each with its path. */
function setIn(rules: unknown, defaults: unknown, path = ''): string[] {
  const isTree = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isTree(rules) || !isTree(defaults)) {
    const value = JSON.stringify(rules);
    return value === JSON.stringify(defaults) ? [] : [`${path} ${value}`];
  }
  const known = new Map<string, unknown>(Object.entries(defaults));
  return Object.entries(rules).flatMap(([name, value]) => setIn(value, known.get(name), `${path}.${name}`));
}

/** The rules of a desk whose settings are empty. */
function defaultRules(people: Policy['people']): Rules {
  const read = readSettings({});
  if (!read.ok) throw new Error(read.problems.join(', '));
  return rulesOf(policyOf(read.settings, people));
}

/**
 * Computes the deadlines of open cases anew when the calendar or the targets are others than at the last start. When that is by the
 * settings, the supervisors are told how many moved; what a newer version does otherwise by itself is for the log. Answers that number.
 */
export async function recomputeAfterNewSettings(desk: Desk): Promise<number> {
  const policy = await policyNow(desk);
  const rules = rulesOf(policy);
  const fingerprint = createHash('sha256').update(JSON.stringify(rules)).digest('hex');
  const set = setIn(rules, defaultRules(policy.people)).join('\n');
  const [before, setBefore] = await Promise.all([desk.memory.recall(KEY), desk.memory.recall(SET_KEY)]);
  if (setBefore !== set) await desk.memory.remember(SET_KEY, set);
  if (before === fingerprint) return 0;
  const now = desk.clock.now();
  const open = before === undefined ? [] : await desk.cases.openNumbers();
  const results = await eachAlone(
    desk,
    open.map((no) => ({ no, version: 0 })),
    'recompute',
    ({ no }) => desk.cases.change(no, (record) => recompute(kindOf(record), record, now, policy)),
  );
  const moved = results.filter((result) => result?.ok).length;
  await desk.memory.remember(KEY, fingerprint);
  if (moved === 0) return 0;
  const isBySettings = setBefore !== undefined && setBefore !== set;
  desk.log.info(
    { moved },
    isBySettings ? 'the settings changed: deadlines computed anew' : 'a newer version reckons otherwise: deadlines computed anew',
  );
  if (isBySettings) await tellLeaders(desk, (t) => t('shared.done.recomputed', { n: moved }));
  return moved;
}
