import type { Lived, Violation } from './lived.js';

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
export async function reckonRounds({ desk, rounds, hands, staff, book }: Lived): Promise<Violation[]> {
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
    const left = asked.filter((key) => !answered.has(key) && !rounds.allOk.has(no));
    if (shown?.state === 'done' && left.length > 0) found.push({ no, sentence: `is done, and nobody looked at ${left.join(' ')}` });
  }
  for (const no of rounds.raised) if (!book.lives.has(no)) found.push({ no, sentence: 'was raised from a finding and is unknown' });
  return found;
}
