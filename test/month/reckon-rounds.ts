import type { Lived, Violation } from './lived.js';

const MINUTE = 60_000;
/** What comes at night may wait until people are there. */
const HEARD_WITHIN = 18 * 60 * MINUTE;

interface Shown {
  readonly state: string;
  readonly data: {
    readonly subjects: readonly {
      readonly no: string;
      readonly name: string;
      readonly items: readonly { readonly id: string; readonly question: string }[];
    }[];
    readonly results: Readonly<
      Record<string, { readonly isOk: boolean; readonly ticketNo?: string; readonly settled?: object } | undefined>
    >;
  };
}

/** What was found in inspections, beside what the desk says of it: nothing that somebody wrote down is lost. Rule G8. */
export async function reckonRounds({ desk, rounds, hands, staff, book, watch, now }: Lived): Promise<Violation[]> {
  const found: Violation[] = [];
  const [leader] = staff.present('supervisor');
  if (!leader) return found;
  const listed = rounds.open.length > 0 ? await hands.listed(leader.id, '/inspect findings') : [];
  for (const { no, key, by, isSettled } of rounds.findings) {
    const shown = (await desk.case(no)) as object as Shown | undefined;
    const result = shown?.data.results[key];
    const [project = '', item = ''] = key.split('_');
    const subject = shown?.data.subjects.find((one) => one.no === project);
    const question = subject?.items.find(({ id }) => id === item)?.question ?? '';
    if (!result || result.isOk) found.push({ no, sentence: `has lost what ${by} found of ${key}` });
    else if (isSettled && !result.ticketNo && !result.settled)
      found.push({ no, sentence: `was told that ${key} is taken care of, and has forgotten it` });
    else if (!isSettled && !listed.some((row) => row[2] === subject?.name && row[3] === question))
      found.push({ no, sentence: `has found ${key}, which /inspect findings does not list` });
  }
  for (const [no, answered] of rounds.answered) {
    const shown = (await desk.case(no)) as object as Shown | undefined;
    const asked = (shown?.data.subjects ?? []).flatMap((subject) => subject.items.map(({ id }) => `${subject.no}_${id}`));
    const na = rounds.na.get(no);
    const left = asked.filter((key) => !answered.has(key) && !na?.keys.has(key) && !rounds.allOk.has(no));
    const untouched = (shown?.data.subjects ?? []).filter(({ no: project, items }) =>
      items.every(({ id }) => na?.keys.has(`${project}_${id}`)),
    );
    if (shown?.state === 'done' && untouched.length > 0)
      found.push({ no, sentence: `is done, and nobody looked at anything of ${untouched.map(({ name }) => name).join(' ')}` });
    if (na && untouched.length > 0 && now - na.at > HEARD_WITHIN && !watch.wasNamed(no, watch.leaders, na.at - MINUTE))
      found.push({ no, sentence: `is not applicable as a whole by a member's word, and nobody who leads was told` });
    if (shown?.state === 'done' && left.length > 0) found.push({ no, sentence: `is done, and nobody looked at ${left.join(' ')}` });
  }
  for (const no of rounds.raised) if (!book.lives.has(no)) found.push({ no, sentence: 'was raised from a finding and is unknown' });
  return found;
}
