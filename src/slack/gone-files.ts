import type { CaseNo } from '../cases/case.js';
import { CLOCK } from '../cases/case.js';
import { filesOf, withoutFile } from '../cases/file.js';
import { kindOf } from '../cases/kinds.js';
import { leadersHear } from '../cases/promise-told.js';
import { settle } from '../cases/settle.js';
import { inThread } from '../cases/telling.js';
import type { CaseRecord } from '../store/cases.js';
import type { Desk } from './desk.js';
import { eachAlone } from './messages/broken.js';
import { policyNow } from './people/policy.js';

/** Somebody deleted a file in Slack: each case that rests on it says so from now on, and who answers for it hears it, once for each case. */
export async function fileGone(desk: Desk, file: string): Promise<number> {
  const found = await desk.cases.withFile(file);
  if (found.length === 0) return 0;
  const marked = await eachAlone(desk, found, 'file', ({ no }) => markIn(desk, no, file));
  desk.outbox.poke();
  return marked.filter(Boolean).length;
}

async function markIn(desk: Desk, no: CaseNo, file: string): Promise<boolean> {
  const isKept = await desk.photos.has(file);
  const policy = await policyNow(desk);
  const now = desk.clock.now();
  const changed = await desk.cases.change(no, (record: CaseRecord) => {
    const before = filesOf(record.data);
    const gone = before.find(({ id, goneAt }) => id === file && !goneAt);
    if (!gone) return undefined;
    const circumstances = { actor: CLOCK, now, policy };
    const data = withoutFile(record.data, file, now.toJSDate());
    const params = { file: gone.name };
    const say = isKept ? 'fileGoneKept' : 'fileGone';
    // Of a case whose files are deleted one after the other the first is enough to look into it.
    const isFirst = !isKept && !before.some(({ goneAt }) => goneAt);
    const told = isFirst ? leadersHear(record, say, params, circumstances) : [];
    return settle(kindOf(record), record, 'fileGone', { data, say: [inThread(say, params), ...told] }, circumstances);
  });
  return changed?.ok ?? false;
}
