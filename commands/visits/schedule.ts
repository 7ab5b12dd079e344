import type { BlockAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { DateTime } from 'luxon';
import type { Reader } from '../../src/cases/card.js';
import { refuse } from '../../src/cases/case.js';
import type { Site } from '../../src/cases/customer/index.js';
import { type Form, type FormValues, fitting, MORE, numberIn, textIn, validate } from '../../src/cases/form.js';
import { parseCaseNo } from '../../src/cases/kinds.js';
import type { Policy } from '../../src/cases/policy.js';
import { person as mention, placeOf, shorten } from '../../src/cases/text.js';
import { isUrgent, type Ticket } from '../../src/cases/ticket/index.js';
import { windowInWords } from '../../src/cases/visit/card.js';
import { CLASH_REASON, SCHEDULE_FORM } from '../../src/cases/visit/form.js';
import { VISIT_KINDS, type Visit, wayOf } from '../../src/cases/visit/visit.js';
import { windowFields, windowIn } from '../../src/cases/visit/window.js';
import { orderVisit } from '../../src/cases/visit/workflow.js';
import { refusalInWords } from '../../src/locales/index.js';
import { type Asked, answerer, attend } from '../../src/slack/app/handlers.js';
import type { Listeners } from '../../src/slack/app/listeners.js';
import type { Desk } from '../../src/slack/desk.js';
import { errorsInWords, inputsOf, modalOf, tellingModal, type ViewState, valuesIn } from '../../src/slack/modals/modal.js';
import type { Drawing, PressedView } from '../../src/slack/modals/redraws.js';
import { onSubmission, type SubmissionResult, type SubmittedView } from '../../src/slack/modals/submissions.js';
import { openIfAny } from '../../src/slack/modals/views.js';
import { policyNow } from '../../src/slack/people/policy.js';
import { siteFor, siteInTime } from '../customers/index.js';
import { peopleProblems } from '../shared/named.js';
import { notThere } from '../shared/not-there.js';
import { withNumbersRecorded } from '../shared/numbers.js';
import { type Clash, clashesInWords, clashesWith, clashQuestion, numbersOf } from './clashes.js';
import { saidOfWindow } from './moved.js';
import { diaryLines, offDay, tooLateToLeave } from './reviews.js';

async function ticketOf(desk: Desk, no: string): Promise<Ticket | undefined> {
  const parsed = parseCaseNo(no.split(' ')[0] ?? '');
  const record = parsed && (await desk.cases.get(parsed));
  return record?.kind === 'ticket' ? (record as object as Ticket) : undefined;
}

/** The next full hour that leaves time to travel, as a window of the usual length. */
function suggestedWindow(desk: Desk, travelMinutes: number): FormValues {
  const from = desk.clock.now().plus({ minutes: travelMinutes }).startOf('hour').plus({ hours: 1 });
  const to = from.plus({ minutes: desk.settings.visit.windowMinutes });
  return windowFields({ from: from.toJSDate(), to: to.toJSDate() }, desk.clock.now());
}

/** The way to a site in minutes, as the register or the last visit there knows it. */
const knownWay = (site: Site | undefined, last: Visit | undefined): number | undefined =>
  site?.travelMinutes ?? (last ? wayOf(last.data) : undefined);

async function startingValues(desk: Desk, { data }: Ticket): Promise<FormValues> {
  const lastVisit = async () => desk.visits.lastAt([await desk.directory.calledNow(data), data.customer], data.site);
  const [last, site] = await Promise.all([lastVisit(), siteInTime(desk, data)]);
  const travelMinutes = knownWay(site, last) ?? desk.settings.visit.travelMinutes;
  return {
    ...suggestedWindow(desk, travelMinutes),
    address: site?.address ?? last?.data.address,
    phone: data.phone ?? last?.data.phone,
    travelMinutes,
    need: data.description,
    kind: 'repair',
  };
}

/** The order as it is asked at a site: what the register knows of it may be left empty. */
const formAt = (site: Site | undefined): Form => ({
  ...SCHEDULE_FORM,
  fields: SCHEDULE_FORM.fields.map((field) =>
    site && Reflect.get(site, field.name) !== undefined ? { ...field, isRequired: false } : field,
  ),
});

/** What was left empty, as the register has it of the site. */
function filledFrom(site: Site | undefined, typed: FormValues): FormValues {
  const isBlank = (field: string): boolean => [undefined, ''].includes(typeof typed[field] === 'string' ? typed[field].trim() : undefined);
  const known = { address: site?.address, travelMinutes: site?.travelMinutes?.toString() };
  return { ...typed, ...Object.fromEntries(Object.entries(known).filter(([field, value]) => value !== undefined && isBlank(field))) };
}

async function scheduleModal(desk: Desk, reader: Reader, ticket: Ticket, values: FormValues, problem?: string): Promise<ModalView> {
  const { t, locale, now } = reader;
  const engineer = textIn(values, 'engineer');
  const date = textIn(values, 'date');
  const day = date ? DateTime.fromISO(date, { zone: reader.now.zone }) : reader.now;
  const open = ticket.data.openVisits ?? [];
  const site = await siteInTime(desk, ticket.data);
  return modalOf(formAt(site), {
    locale,
    now,
    t,
    values,
    keepsKnown: true,
    title: t('visit.schedule.title'),
    submit: t('visit.schedule.submit'),
    metadata: ticket.no,
    above: [
      ...(problem ? [problem] : []),
      t('visit.schedule.for', { no: ticket.no, customer: placeOf(ticket.data) }),
      ...(site?.hours ? [t('visit.schedule.hours', { hours: site.hours })] : []),
      ...(site?.note ? [t('visit.schedule.siteNote', { note: site.note })] : []),
      ...(ticket.data.steps ? [t('visit.schedule.doneSoFar', { steps: shorten(ticket.data.steps, 600) })] : []),
      ...(open.length > 0 ? [t('visit.schedule.already', { list: open.join(', ') })] : []),
    ],
    below: {
      engineer: engineer
        ? await diaryLines(desk, reader, engineer, day, numberIn(values, 'travelMinutes'))
        : [...offDay(day, (await policyNow(desk)).calendar, reader), t('visit.schedule.pool')],
    },
  });
}

/** Opens the order of a visit for a ticket, or says why there can be none. Rule D1. */
export async function openSchedule(asked: Asked, no: string, triggerId: string, key: string, isPushed = false): Promise<void> {
  const { desk, reader } = asked;
  let why = '';
  const build = async () => {
    const ticket = await ticketOf(desk, no);
    why = ticket ? whyNone(ticket, reader) : await notThere(asked, no, 'shared.refusal.noSuchCase');
    if (!ticket || why !== '') return undefined;
    const view = await scheduleModal(desk, reader, ticket, await startingValues(desk, ticket));
    return withNumbersRecorded(asked, ticket.no, key, { view });
  };
  if (!(await openIfAny(desk, triggerId, reader.t, build, isPushed))) await asked.answer(why);
}

/** Why no visit can be ordered for a ticket. */
function whyNone(ticket: Ticket, { t }: Reader): string {
  return ticket.isOpen ? '' : t('visit.refusal.ticketEnded', { no: ticket.no, state: t(`ticket.state.${ticket.state}`) });
}

const REDRAWING = new RegExp(
  `^(${SCHEDULE_FORM.fields
    .filter(({ redraws }) => redraws)
    .map(({ name }) => name)
    .join('|')}|${MORE})$`,
);

function orderedModal(
  visit: Visit,
  ticket: Ticket,
  clashes: readonly Clash[],
  { calendar, visit: rules }: Policy,
  reader: Reader,
): ModalView {
  const { t } = reader;
  const { engineer } = visit.data;
  return tellingModal(
    t('visit.schedule.title'),
    [
      t('visit.schedule.ordered', { no: visit.no, ticket: visit.data.ticketNo, window: windowInWords(visit.data, reader) }),
      engineer ? t('visit.schedule.asked', { engineer: mention(engineer) }) : t('visit.schedule.pooled'),
      ...offDay(DateTime.fromJSDate(visit.data.from, { zone: reader.now.zone }), calendar, reader),
      ...tooLateToLeave(visit.data, rules, reader),
      ...(clashes.length > 0 ? [t('visit.schedule.clash', { list: clashesInWords(clashes, reader) })] : []),
      ...saidOfWindow(visit, ticket, reader),
      t('call.say', { sentence: t('call.sentence.ordered') }),
    ],
    t,
  );
}

/** What the order starts with in the fields that it did not draw. */
async function behindIn(desk: Desk, ticket: Ticket, view: SubmittedView): Promise<FormValues> {
  const behind = SCHEDULE_FORM.fields.filter(({ name, isBehind }) => isBehind && !inputsOf(view).includes(name));
  return fitting(behind, await startingValues(desk, ticket));
}

async function order({ desk, person, reader }: Asked, view: SubmittedView): Promise<SubmissionResult> {
  const ticket = await ticketOf(desk, view.private_metadata);
  const site = ticket && (await siteFor(desk, ticket.data));
  const typed = { ...(ticket ? await behindIn(desk, ticket, view) : {}), ...valuesIn(SCHEDULE_FORM, view.state.values as ViewState) };
  const checked = validate(SCHEDULE_FORM, filledFrom(site, typed), reader.now);
  if (!checked.ok) return { errors: errorsInWords(SCHEDULE_FORM, checked.errors, reader.t) };
  const { values } = checked;
  const people = await peopleProblems(desk, SCHEDULE_FORM, values, reader, ticket?.data);
  if (people) return { errors: people };
  const window = windowIn(values, reader.now);
  if (!window.ok) return { errors: { [window.field ?? 'from']: refusalInWords(window, reader.now, reader.locale) } };
  if (!ticket?.isOpen) return { refused: refusalInWords(refuse('visit.ticketOver'), reader.now, reader.locale) };
  const { customerNo, site: siteName, callerName, callerTitle, category, product, device } = ticket.data;
  const travelMinutes = numberIn(values, 'travelMinutes') ?? desk.settings.visit.travelMinutes;
  const customer = await desk.directory.calledNow(ticket.data);
  const names = [customer, ticket.data.customer];
  const known = knownWay(site, await desk.visits.lastAt(names, siteName)) ?? 0;
  const wanted = {
    ticketNo: ticket.no,
    engineer: textIn(values, 'engineer'),
    customer,
    customerNo,
    site: siteName,
    hours: site?.hours,
    callerName,
    callerTitle,
    category,
    product,
    device,
    phone: textIn(values, 'phone'),
    address: textIn(values, 'address'),
    need: textIn(values, 'need') ?? '',
    kind: VISIT_KINDS.find((kind) => kind === values.kind) ?? ('other' as const),
    from: window.from,
    to: window.to,
    travelMinutes,
    ...(known > travelMinutes ? { longestWay: known } : {}),
    isFirstVisit: !(await desk.visits.hasBeenAt(names, siteName)),
    ...(isUrgent(ticket.data) ? { isUrgent: true } : {}),
  };
  const travel = { from: wanted.from, to: wanted.to, travelMinutes: wanted.travelMinutes };
  const clashes = await clashesWith(desk, { people: wanted.engineer ? [wanted.engineer] : [], time: travel }, reader.now);
  const why = textIn(values, CLASH_REASON);
  const [, ...asked] = view.private_metadata.split(' ');
  const numbers = numbersOf(clashes);
  if (clashes.length > 0 && !(why && numbers.every((one) => asked.includes(one))))
    return { ask: { blocks: clashQuestion(clashes, view.blocks, reader), metadata: [ticket.no, ...numbers].join(' ') } };
  const clash = clashes.length > 0 ? { list: numbers.join(', '), reason: why ?? '' } : undefined;
  const circumstances = { actor: person, now: desk.clock.now(), policy: await policyNow(desk) };
  const record = await desk.cases.create(
    'visit',
    (seq) => orderVisit(wanted, { team: desk.team.id, seq }, circumstances, clash),
    `view:${view.id}`,
  );
  desk.outbox.poke();
  const visit = record as object as Visit;
  return { show: orderedModal(visit, ticket, clashes, circumstances.policy, reader) };
}

/** The order of a visit after a field changed that others depend on. */
async function drawnAnew(desk: Desk, reader: Reader, view: PressedView): Promise<Drawing> {
  const ticket = await ticketOf(desk, view.private_metadata);
  if (!ticket) return { views: [] };
  const typed = valuesIn(SCHEDULE_FORM, view.state.values as ViewState);
  const isOpen = SCHEDULE_FORM.fields.some(({ name, isBehind }) => isBehind && inputsOf(view).includes(name));
  const values = { ...(await behindIn(desk, ticket, view)), ...typed, ...(isOpen ? { [MORE]: [MORE] } : {}) };
  return { views: [await scheduleModal(desk, reader, ticket, values)] };
}

/** Draws the order of a visit anew, and takes it. */
export function listenToSchedule(app: Listeners, desk: Desk): void {
  app.action<BlockAction>({ type: 'block_actions', block_id: REDRAWING, action_id: 'value' }, async ({ body, action, ack }) => {
    const { view } = body;
    if (view?.callback_id !== SCHEDULE_FORM.name) return;
    await ack();
    await attend(desk, body.user.id, answerer(desk, body.user.id, undefined), ({ reader }) =>
      desk.redraws.draw(view, action.action_ts, (newest) => drawnAnew(desk, reader, newest)),
    );
  });

  onSubmission(app, desk, SCHEDULE_FORM.name, order);
}
