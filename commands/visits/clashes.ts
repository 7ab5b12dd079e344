import type { KnownBlock } from '@slack/types';
import { DateTime } from 'luxon';
import type { Reader } from '../../src/cases/card.js';
import { dateIn, type FormValues, numberIn, textIn } from '../../src/cases/form.js';
import { person as mention, shorten } from '../../src/cases/text.js';
import { windowInWords } from '../../src/cases/visit/card.js';
import { clashesOf, type Timed } from '../../src/cases/visit/diary.js';
import { CLASH_REASON } from '../../src/cases/visit/form.js';
import type { Visit, VisitState } from '../../src/cases/visit/visit.js';
import { windowIn } from '../../src/cases/visit/window.js';
import type { Desk } from '../../src/slack/desk.js';
import { plain, section } from '../../src/slack/messages/blocks.js';
import { VALUE } from '../../src/slack/modals/modal.js';
import { policyNow } from '../../src/slack/people/policy.js';
import type { Subject } from '../subject.js';
import { OVER_THE_HEAD, underWay } from './under-way.js';

type Objections = NonNullable<Subject['objections']>;

/** So far around a time is looked for what clashes with it: no window and no way is longer than a day. */
const AROUND = { days: 1 } as const;
export const LONGEST_NAME = 40;

/** Whose time, and when. */
export interface Planned {
  readonly no?: string;
  readonly people: readonly string[];
  readonly time: Timed;
}

/** A person's visits that cannot be kept together with what is planned. */
export interface Clash {
  readonly user: string;
  readonly visits: readonly Visit[];
}

/** Everything that clashes with a plan, person by person, reckoned from where people really are. Rule D2. */
export async function clashesWith(desk: Desk, { no, people, time }: Planned, now: DateTime): Promise<Clash[]> {
  const { visit: rules } = await policyNow(desk);
  const around = (at: Date, sign: 1 | -1): Date =>
    DateTime.fromJSDate(at)
      .plus({ days: sign * AROUND.days })
      .toJSDate();
  const period = { from: around(time.from, -1), to: around(time.to, 1) };
  const found = await Promise.all(
    [...new Set(people)].map(async (user) => ({
      user,
      visits: clashesOf({ ...time, ...(no ? { no } : {}) }, await desk.visits.agendaOf(user, period), now, rules),
    })),
  );
  return found.filter(({ visits }) => visits.length > 0);
}

type Plan = (visit: Visit, values: FormValues, reader: Reader, workMinutes: number) => Planned | undefined;

const ofWindow: Plan = ({ no, data }, values, { now }) => {
  const window = windowIn(values, now);
  return window.ok ? { no, people: data.crew, time: { ...window, travelMinutes: data.travelMinutes } } : undefined;
};
const ofPerson: Plan = ({ no, data }, values) => {
  const to = textIn(values, 'to');
  return to ? { no, people: [to], time: data } : undefined;
};
const from =
  (field: string): Plan =>
  ({ no, data }, values, _reader, workMinutes) => {
    const at = dateIn(values, field);
    const to = at && new Date(at.getTime() + workMinutes * 60_000);
    return at && to ? { no, people: data.crew, time: { from: at, to, travelMinutes: 0 } } : undefined;
  };

/** What each form plans, by the time or the person that it asks. */
const PLANS: Readonly<Record<string, Plan>> = {
  'visit.accept': ({ no, data }, _values, { user = '' }) => ({ no, people: [user], time: data }),
  'visit.askOther': ofPerson,
  'visit.reassign': ofPerson,
  'visit.addHelper': ofPerson,
  'visit.reschedule': ofWindow,
  'visit.agreeNewTime': ofWindow,
  'visit.callMade': (visit, values, reader, work) =>
    textIn(values, 'outcome') === 'otherTime' ? ofWindow(visit, values, reader, work) : undefined,
  'visit.interrupt': from('backAt'),
  'visit.late': from('eta'),
  'visit.edit': ({ no, data }, values) => {
    const travelMinutes = numberIn(values, 'travelMinutes') ?? data.travelMinutes;
    return travelMinutes === data.travelMinutes ? undefined : { no, people: data.crew, time: { ...data, travelMinutes } };
  },
};

/** Not a plan but what is so: it is recorded and told first, and asks nothing. */
const FACTS: readonly string[] = ['visit.late'];

/** The numbers of what clashes, by which it is known whether somebody was asked about it. */
export const numbersOf = (clashes: readonly Clash[]): string[] => [
  ...new Set(clashes.flatMap(({ visits }) => visits.map(({ no }): string => no))),
];

/** What clashes, a line for each person and visit. */
export const clashesInWords = (clashes: readonly Clash[], reader: Reader): string =>
  clashes
    .flatMap(({ user, visits }) =>
      visits.map(({ no, data }) => `• ${mention(user)}: ${no} ${windowInWords(data, reader)} ${shorten(data.customer, LONGEST_NAME)}`),
    )
    .join('\n');

/** What asks somebody to choose otherwise, or to say why it must be so; the question for the reason stands in a modal once. */
export function clashQuestion(clashes: readonly Clash[], blocks: readonly { readonly block_id?: string }[], reader: Reader): KnownBlock[] {
  const { t } = reader;
  const isAsked = blocks.some(({ block_id }) => block_id === CLASH_REASON);
  const why: KnownBlock = {
    type: 'input',
    block_id: CLASH_REASON,
    label: plain(t(`visit.field.${CLASH_REASON}`), 2000),
    element: { type: 'plain_text_input', action_id: VALUE, max_length: 500 },
    optional: true,
  };
  return [section(t('visit.review.clashAsk', { list: clashesInWords(clashes, reader) })), ...(isAsked ? [] : [why])];
}

/** The other visit that somebody is at, or is on the way to, by his own presses: not one that only waits for a decision. */
const elsewhere = async (desk: Desk, user: string | undefined, no: string, states: readonly VisitState[]): Promise<Visit | undefined> =>
  (await desk.visits.open()).find(
    (other) =>
      other.no !== no && other.data.engineer === user && states.includes(other.state) && !other.data.backAt && !other.data.approvalAskedAt,
  );

/** Where he works by his own presses, if it is not here. */
export const stillAt = (desk: Desk, user: string | undefined, no: string): Promise<Visit | undefined> =>
  elsewhere(desk, user, no, ['arrived', 'working']);

/** Nobody arrives at one customer's while he works at another's. Rule D5. */
const whereHeIs: Objections[string] = async ({ desk, reader, record }) => {
  const there = await stillAt(desk, reader.user, record.no);
  return { values: there ? { stillAt: there.no } : {} };
};

/** Nobody leaves for one customer while he is on his way to another: he is asked once. Of work that is not finished he is asked when he arrives. Rule D4. */
const whereHeGoes: Objections[string] = async ({ desk, reader, record, asked = '' }) => {
  const other = await elsewhere(desk, reader.user, record.no, ['departed']);
  if (!other || asked === other.no) return { values: {} };
  const said = reader.t('visit.review.leaves', { no: record.no, other: other.no, customer: shorten(other.data.customer, LONGEST_NAME) });
  return { blocks: [section(said)], asked: other.no };
};

/** Every form that plans says what it clashes with, and goes on only with a reason. Rule D2. */
const CLASHES: Objections = Object.fromEntries(
  Object.entries(PLANS).map(([form, plan]) => [
    form,
    async ({ desk, reader, record, values, asked = '', blocks }) => {
      const planned = plan(record as object as Visit, values, reader, desk.settings.visit.windowMinutes);
      const clashes = planned ? await clashesWith(desk, planned, reader.now) : [];
      const numbers = numbersOf(clashes);
      if (clashes.length === 0) return { values: {} };
      if (FACTS.includes(form)) return { values: { clashWith: numbers.join(', ') } };
      const isAsked = textIn(values, CLASH_REASON) !== undefined && numbers.every((one) => asked.split(' ').includes(one));
      return isAsked
        ? { values: { clashWith: numbers.join(', ') } }
        : { blocks: clashQuestion(clashes, blocks, reader), asked: numbers.join(' ') };
    },
  ]),
);

/** Nothing went before the first visit of a day that could have taken longer: of a late one the diary knows. Rule D6. */
const lateBecause: Objections[string] = async (answered) => {
  const { desk, reader, record, values } = answered;
  const { data } = record as object as Visit;
  const other = (await CLASHES['visit.late']?.(answered)) ?? { values: {} };
  if (textIn(values, 'delayReason') !== 'previousVisit' || !data.engineer || !('values' in other)) return other;
  const day = DateTime.fromJSDate(data.from, { zone: reader.now.zone }).startOf('day');
  const sameDay = await desk.visits.diaryOf(data.engineer, { from: day.toJSDate(), to: data.from });
  const before = sameDay.find(({ no }) => no !== record.no) ?? (await stillAt(desk, data.engineer, record.no));
  return { values: { ...other.values, ...(before ? {} : { isFirstOfDay: 'yes' }) } };
};

/** Who has left for a visit is named to whoever changes it over his head, besides all else that stands against it. */
const OVER_HEADS: Objections = Object.fromEntries(
  OVER_THE_HEAD.map((form) => [
    form,
    async (answered) => {
      const { asked, blocks } = underWay(answered.record as object as Visit, answered.reader);
      const isTold = asked.every((one) => (answered.asked ?? '').split(' ').includes(one));
      const other = (await CLASHES[form]?.(answered)) ?? { values: {} };
      if (isTold && 'values' in other) return other;
      const besides = 'blocks' in other ? other : { blocks: [], asked: answered.asked ?? '' };
      return { blocks: [...(isTold ? [] : blocks), ...besides.blocks], asked: [besides.asked, ...asked].join(' ').trim() };
    },
  ]),
);

/** What stands against an answer or a press of a visit. */
export const VISIT_OBJECTIONS: Objections = {
  ...CLASHES,
  ...OVER_HEADS,
  'visit.late': lateBecause,
  'visit.arrive': whereHeIs,
  'visit.onMyWay': whereHeGoes,
};
