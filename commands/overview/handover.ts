import { type CaseNo, leads, refuse } from '../../src/cases/case.js';
import { type Form, validate } from '../../src/cases/form.js';
import { kindOfNo } from '../../src/cases/kinds.js';
import { person as mention, shorten } from '../../src/cases/text.js';
import { actionOf, refusedNow } from '../../src/cases/workflow.js';
import { refusalInWords } from '../../src/locales/index.js';
import { act } from '../../src/slack/act.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { type Message, noticeMessage, section } from '../../src/slack/messages/blocks.js';
import { errorsInWords, modalOf, tellingModal } from '../../src/slack/modals/modal.js';
import { leaversWithWork, openWorkOf } from '../../src/slack/people/leavers.js';
import { policyNow } from '../../src/slack/people/policy.js';
import { peopleProblems } from '../shared/named.js';
import { notThere } from '../shared/not-there.js';
import { personFirst } from '../shared/person-first.js';
import { openForm, registerButton, targetOf } from '../shared/registers.js';
import { subjectsOf } from '../shared/subjects.js';
import type { Press, RegisterForm } from '../subject.js';
import { askedFirst, type Kept, keptInWords, keptPresses, overNow, takersOf } from './kept.js';

const NAME = 'overview';
/** So much of a name that nobody has is said again. */
const SHOWN = 60;
/** So many cases are handed over by one press; pressed again, the next. */
const MOST_AT_ONCE = 50;
/** So many people are named; a message has room for them. */
const MOST_PEOPLE = 12;

const HAND_OVER: Form = {
  name: `${NAME}.handOver`,
  fields: [
    { name: 'to', kind: 'person', isRequired: true },
    { name: 'reason', kind: 'longText', isRequired: true, isTelling: true, max: 500 },
  ],
};

/** Whoever leads sees to everybody's work, everybody else to his own. */
const maySeeTo = ({ person }: Asked, user: string): boolean => leads(person) || person.id === user;

/** People's open work, and the press that hands all of it over. */
async function workOf({ desk, reader }: Asked, title: string, people: readonly string[], below: readonly string[] = []): Promise<Message> {
  const { t } = reader;
  const rows = await Promise.all(
    people.slice(0, MOST_PEOPLE).map(async (user) => {
      const list = await openWorkOf(desk, user);
      const words = t('overview.handOver.row', { who: mention(user), list: list || t('overview.handOver.nothing') });
      return { user, isEmpty: list === '', words };
    }),
  );
  const more = people.length > MOST_PEOPLE ? [t('overview.handOver.more', { n: people.length - MOST_PEOPLE })] : [];
  const buttons = await Promise.all(
    rows
      .filter(({ isEmpty }) => !isEmpty)
      .map(async ({ user }) => {
        const { name } = await desk.people.find(user).catch(() => ({ name: user }));
        return registerButton(NAME, 'handOver', user, reader, { label: t('overview.handOver.of', { name }) });
      }),
  );
  return noticeMessage([title, ...rows.map((row) => row.words), ...more, ...below].join('\n'), undefined, buttons, t);
}

/** One's own work: whoever is ill hands it over himself, or asks who leads. */
async function ownWork(asked: Asked): Promise<Message> {
  const { t } = asked.reader;
  const { supervisors, heads } = await asked.desk.people.leaders();
  const leaders = (supervisors.length > 0 ? supervisors : heads).map(mention).join(' ');
  return workOf(asked, t('overview.handOver.own'), [asked.person.id], [t('overview.handOver.ownHow', { leaders })]);
}

/** The work of the person that was named, or of those who are meant where nobody was. */
async function work(asked: Asked, rest: string, title: string, others: () => Promise<readonly string[]>, none: string): Promise<Message> {
  const { desk, reader, person } = asked;
  const { t } = reader;
  const say = (words: string): Message => noticeMessage(words, undefined, [], t);
  const named = await personFirst(desk, rest);
  if (!named && rest.trim() !== '') return say(t('shared.refusal.nobodyOfThatName', { name: shorten(rest.trim(), SHOWN) }));
  if (!leads(person)) return !named || named.id === person.id ? ownWork(asked) : say(t('overview.handOver.leadersOnly'));
  if (named) return workOf(asked, t('overview.handOver.title'), [named.id]);
  const people = await others();
  return people.length > 0 ? workOf(asked, title, people) : say(none);
}

/** The open work of whoever has left, or of a person that was named. Rule I6. */
export const handOverView = (asked: Asked, rest = ''): Promise<Message> => {
  const { t } = asked.reader;
  return work(asked, rest, t('overview.handOver.title'), () => leaversWithWork(asked.desk), t('overview.handOver.nobody'));
};

/** The same of the engineers who have any: one of them is ill or on leave. */
export const awayView = (asked: Asked, rest = ''): Promise<Message> => {
  const { desk, reader } = asked;
  const busy = async (): Promise<readonly string[]> => {
    const [engineers, owners] = await Promise.all([desk.people.engineers(), desk.cases.ownersOfOpen()]);
    return engineers.filter((one) => owners.includes(one));
  };
  return work(asked, rest, reader.t('overview.handOver.away'), busy, reader.t('overview.handOver.nobodyBusy'));
};

const handOver: Press = async (asked, user, triggerId) => {
  if (!maySeeTo(asked, user)) return asked.answer(asked.reader.t('overview.handOver.leadersOnly'));
  await openForm(asked, { name: NAME, forms: OVERVIEW_FORMS }, 'handOver', user, {}, triggerId);
};

/** Asks one colleague to take one case, by its own rules; answers why not, if not. */
async function handOne(asked: Asked, no: CaseNo, to: string, reason: string, key: string): Promise<Kept | undefined> {
  const { desk, reader, person } = asked;
  const { t } = reader;
  const kind = kindOfNo(no);
  const name = kind?.handsOver;
  const form = kind && name ? actionOf(kind, name)?.form : undefined;
  const record = await desk.cases.get(no);
  if (!kind || !record) return { no, why: await notThere(asked, no, 'shared.refusal.noSuchCase') };
  if (!name || !form) return { no, why: t('overview.handOver.noWay', { no }) };
  // What it is too late for is asked nothing more.
  const refused = refusedNow(kind, record, name, { actor: person, policy: await policyNow(desk) });
  if (refused?.code === 'state') return overNow(asked, record);
  if (refused) return { no, why: refusalInWords(refused, reader.now, reader.locale) };
  const takers = (): Promise<string[]> => takersOf(asked, record, form, [record.owner, to]);
  const checked = validate(form, { to, reason }, reader.now);
  if (!checked.ok) return { no, why: Object.values(errorsInWords(form, checked.errors, t)).join(' ') };
  const wrong = await peopleProblems(desk, form, checked.values, reader);
  if (wrong) return { no, why: Object.values(wrong).join(' '), takers: await takers() };
  const objection = await subjectsOf(desk).find(
    'objections',
    form.name,
  )?.({ desk, reader, record, values: checked.values, asked: undefined, blocks: [] });
  if (objection && 'blocks' in objection) return askedFirst(record, name, reason, reader);
  const done = await act(desk, person, no, name, { ...checked.values, ...objection?.values }, key);
  if (done.ok) return undefined;
  const why = refusalInWords(done, reader.now, reader.locale);
  return done.field === 'to' ? { no, why, takers: await takers() } : { no, why };
}

/** Whose work it is, and which time the form is asked: it comes back while something is left, and is submitted anew then. */
const roundOf = (target: string): readonly [user: string, round: number] => {
  const [user = '', round = '1'] = target.split(' ');
  return [user, Number(round)];
};

/**
 * Each case for itself: what cannot be handed to this colleague stays where it is, and is named with why and who could take it. While
 * something stays the form comes back, for the next colleague.
 */
const save: RegisterForm['save'] = async (asked, target, values, viewId) => {
  const { desk, reader } = asked;
  const { t, now, locale } = reader;
  const [user, round] = roundOf(target);
  const [to, reason] = [String(values.to), String(values.reason)];
  if (!maySeeTo(asked, user)) return { refused: t('overview.handOver.leadersOnly') };
  if (to === user) return { errors: { to: refusalInWords(refuse('alreadyOwner', { by: to }), now, locale) } };
  const wrong = await peopleProblems(desk, HAND_OVER, values, reader);
  if (wrong) return { errors: wrong };
  const open = await desk.cases.openOf(user, MOST_AT_ONCE + 1);
  const given: string[] = [];
  const kept: Kept[] = [];
  for (const no of open.slice(0, MOST_AT_ONCE)) {
    try {
      const stays = await handOne(asked, no, to, reason, `${viewId}:${round}:${no}`);
      if (stays) kept.push(stays);
      else given.push(no);
    } catch (error) {
      desk.log.error({ err: error, case: no }, 'a case could not be handed over');
      kept.push({ no, why: t('shared.broken.row') });
    }
  }
  const lines = [
    ...(given.length > 0 ? [t('overview.handOver.given', { to: mention(to), n: given.length, list: given.join(', ') })] : []),
    ...(kept.length > 0 ? [[t('overview.handOver.stay'), ...keptInWords(kept, reader)].join('\n')] : []),
    ...(open.length > MOST_AT_ONCE ? [t('overview.handOver.again', { n: MOST_AT_ONCE })] : []),
    ...(open.length === 0 ? [t('overview.handOver.nothing')] : []),
  ];
  const isOver = kept.length === 0 && open.length <= MOST_AT_ONCE;
  if (isOver) return { show: tellingModal(t('shared.modal.done'), lines, t) };
  return {
    // Slack keeps who stands in the field: it is to be another colleague.
    anew: modalOf(HAND_OVER, {
      ...{ locale, now, t, values: { reason }, metadata: targetOf(`${user} ${round + 1}`) },
      title: t('overview.press.handOver'),
      submit: t('overview.press.handOver'),
      above: lines,
      blocksAbove: [...keptPresses(kept, t), section(t('overview.handOver.next'))],
    }),
  };
};

export const OVERVIEW_PRESSES: Readonly<Record<string, Press>> = { handOver };

export const OVERVIEW_FORMS: Readonly<Record<string, RegisterForm>> = {
  handOver: {
    form: async () => HAND_OVER,
    async above({ desk, reader }, target) {
      const [user] = roundOf(target);
      const open = await desk.cases.openOf(user, MOST_AT_ONCE);
      return [reader.t('overview.handOver.above', { who: mention(user), list: open.join(', ') })];
    },
    save,
  },
};
