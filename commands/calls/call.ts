import type { BlockAction } from '@slack/bolt';
import { CALL_FORM, callForm, isPromised } from '../../src/cases/call/form.js';
import { kindOfCall, takeCall } from '../../src/cases/call/intake.js';
import type { Reader } from '../../src/cases/card.js';
import type { CaseNo } from '../../src/cases/case.js';
import { type Customer, contractTargets } from '../../src/cases/customer/index.js';
import { checksIn, type FormValues, isDrawn, MORE, textIn, validate } from '../../src/cases/form.js';
import { nameKey, sameName, tidyName } from '../../src/cases/names.js';
import { compareNames } from '../../src/cases/order.js';
import { phoneKey, phoneKeys } from '../../src/cases/telephone.js';
import { shorten } from '../../src/cases/text.js';
import type { Ticket } from '../../src/cases/ticket/index.js';
import { type Asked, answerer, attend } from '../../src/slack/app/handlers.js';
import type { Listeners } from '../../src/slack/app/listeners.js';
import type { Desk } from '../../src/slack/desk.js';
import { onLookup } from '../../src/slack/modals/lookup.js';
import { errorsInWords, modalOf, rootOf, type ViewState, valuesIn } from '../../src/slack/modals/modal.js';
import { type Drawing, drawingOf, type PressedView } from '../../src/slack/modals/redraws.js';
import { onSubmission, type SubmissionResult, type SubmittedView } from '../../src/slack/modals/submissions.js';
import { type Built, bothOf, builtOf, timely } from '../../src/slack/modals/timely.js';
import { openModal } from '../../src/slack/modals/views.js';
import { policyNow } from '../../src/slack/people/policy.js';
import { readerFor } from '../../src/slack/people/readers.js';
import { isoDay } from '../../src/time/period.js';
import { entered, meantIn, tellOfDisabled } from '../customers/index.js';
import { mayUse } from '../shared/may-use.js';
import { peopleProblems } from '../shared/named.js';
import { subjectsOf } from '../shared/subjects.js';
import { cameBefore, twinsSoFar, twinsSoFarBlocks } from '../tickets/index.js';
import { type Beginning, callerOfNumber, isCallerKnown } from './beginning.js';
import { calledWhen, openedAt } from './called-when.js';
import { customerLines } from './customer-lines.js';
import { callerInWords, enteredIn, isFolded, remembered, type Standing, standingOf } from './entered.js';
import { answerOf, chosenIn, knownBlocks, knownOf, listenToKnown, standsIn } from './known.js';
import { loggedModal } from './logged.js';
import { sentencesFor } from './wording.js';

async function callModal(
  desk: Desk,
  reader: Reader,
  name: string,
  { values, told = [], isLookedUp }: Beginning,
  { metadata, isKnown }: Standing,
): Promise<Built> {
  const { t, locale, now } = reader;
  const [said, customer, known, twins] = await Promise.all([
    sentencesFor(desk, reader, name, values),
    customerLines(desk, values, reader),
    knownOf(desk, reader, values),
    timely(desk, isPromised(values) ? twinsSoFar(desk, values) : Promise.resolve([]), []),
  ]);
  const form = callForm(isKnown);
  const isLine = isKnown && !checksIn(values, MORE).includes(MORE);
  const isAsked = form.fields.some((field) => field.name === 'customer' && isDrawn(field, values, isKnown));
  const aside = [...(isLine ? [callerInWords(values, reader)] : []), ...(isAsked ? [] : customer)];
  return builtOf(bothOf(known, twins), ([found, before], isLate) =>
    modalOf(form, {
      locale,
      now,
      t,
      values,
      keepsKnown: isKnown,
      title: t('call.title'),
      submit: t('call.submit'),
      above: [...told, ...(isLookedUp ? answerOf(values, found, isLate, reader) : []), said.greeting, ...aside],
      below: { customer, ...(said.outcome ? { outcome: [said.outcome] } : {}) },
      blocksBelow: { description: [...twinsSoFarBlocks(before, values, reader), ...knownBlocks(desk, reader, values, found)] },
      metadata: remembered(metadata, values, isKnown),
    }),
  );
}

/** The fields that others depend on. */
const REDRAWING = new RegExp(
  `^(${CALL_FORM.fields
    .filter(({ redraws }) => redraws)
    .map(({ name }) => name)
    .join('|')}|${MORE})$`,
);

/** The call log with what is known already. */
export const beginningLog = ({ desk, person, reader }: Asked, given: Beginning): Promise<Built> =>
  callModal(desk, reader, person.name, given, { metadata: openedAt(reader.now, given.calledAt), isKnown: isCallerKnown(given.values) });

/** Opens the call log; `given` is what is known already. */
export async function openCallLog(asked: Asked, triggerId: string, given: Promise<Beginning>): Promise<void> {
  await openModal(asked.desk, triggerId, asked.reader.t, async () => beginningLog(asked, await given));
}

/** An extension of our own house has so many digits at least. */
const SHORTEST_LOOKED_UP = 3;

/** What is known where nothing was entered yet. */
const blanksFilled = (entered: FormValues, known: FormValues): FormValues =>
  Object.fromEntries(Object.entries(known).filter(([name, value]) => value && !textIn(entered, name)));

/** The modal after a field changed that others depend on; nothing typed is lost, nor what was filled in since. */
async function drawnAfter({ desk, person, reader }: Asked, view: PressedView, changed: string, filled: FormValues): Promise<Drawing> {
  // A tick that was taken away is no value: it is said.
  const shown = { [MORE]: [], ...standsIn(view, filled, changed) };
  const values = { ...(await desk.drafts.keep(rootOf(view), shown)).values, ...shown };
  const phone = changed === 'phone' ? textIn(shown, 'phone') : undefined;
  const known = phone && phoneKey(phone).length >= SHORTEST_LOOKED_UP ? await callerOfNumber(desk, phone, reader) : undefined;
  const customer = textIn(values, 'customer');
  const his = textIn(known?.values ?? {}, 'customer');
  const isOther = his && customer && nameKey(customer) !== nameKey(his);
  const fromKnown = isOther ? {} : blanksFilled(values, known?.values ?? {});
  const several = known?.told ?? [];
  if (Object.keys(fromKnown).length === 0) {
    const told = isOther ? [reader.t(known?.saved ? 'call.otherSaved' : 'call.otherCustomer', { customer: his })] : several;
    return Object.keys(filled).length > 0
      ? beganAnew({ desk, person, reader }, view, { values, told })
      : drawingOf(await callModal(desk, reader, person.name, { values, told }, standingOf(view)));
  }
  const isRecognised = Boolean(fromKnown.customer && fromKnown.callerName);
  return beganAnew({ desk, person, reader }, view, { values: { ...values, ...fromKnown }, told: several }, isRecognised || isFolded(view));
}

/** The modal with values that its fields begin with anew. */
async function beganAnew(
  { desk, person, reader }: Pick<Asked, 'desk' | 'person' | 'reader'>,
  view: PressedView,
  begin: Beginning,
  isKnown = isFolded(view),
): Promise<Drawing> {
  const typed = enteredIn(view);
  const filled = Object.fromEntries(
    CALL_FORM.fields.flatMap(({ name }) => (begin.values[name] === typed[name] ? [] : [[name, begin.values[name]]])),
  );
  // Slack keeps what stands in an input whose block stays; only a block that was away takes a new initial value.
  const blank = { values: { outcome: 'wrong_number', phone: begin.values.phone } };
  const { view: emptied } = await callModal(desk, reader, person.name, blank, standingOf(view, false));
  const { view: filledIn, late } = await callModal(desk, reader, person.name, begin, standingOf(view, isKnown));
  return { views: [{ ...emptied, blocks: emptied.blocks.slice(0, 1) }, filledIn], filled, late };
}

/** Customer and site as we write them, so that a customer is one however its name is typed. */
async function asWritten(desk: Desk, values: FormValues): Promise<FormValues> {
  const [customer, site] = [textIn(values, 'customer'), textIn(values, 'site')];
  if (!customer) return values;
  const known = await desk.directory.named(customer);
  const named = { ...values, customer: known?.name ?? tidyName(customer) };
  return site ? { ...named, site: sameName(site, known?.sites ?? []) ?? tidyName(site) } : named;
}

/** The customer in the register; the call is logged, whatever becomes of that. */
async function registered(desk: Desk, by: string, customer: string, site: string | undefined): Promise<Customer | undefined> {
  try {
    const heard = await desk.directory.sitesOf(customer);
    const sites = site && sameName(site, heard) === undefined ? [...heard, site] : heard;
    return await entered(desk, by, customer, sites, desk.clock.now().toJSDate());
  } catch (error) {
    desk.log.warn({ err: error }, 'a call was logged without its customer in the register');
    return undefined;
  }
}

/** What was chosen, of what is known, for a call; the call is logged, whatever becomes of that. */
async function chosenFor(desk: Desk, view: SubmittedView): Promise<CaseNo | undefined> {
  try {
    return chosenIn((await desk.drafts.keep(rootOf(view), {})).values);
  } catch (error) {
    desk.log.warn({ err: error }, 'a call was logged without what was chosen for it');
    return undefined;
  }
}

async function logCall({ desk, person, reader, answer }: Asked, view: SubmittedView): Promise<SubmissionResult> {
  const checked = validate(CALL_FORM, enteredIn(view), reader.now);
  if (!checked.ok) return { errors: errorsInWords(CALL_FORM, checked.errors, reader.t) };
  const called = isPromised(checked.values) ? calledWhen(view, reader) : { calledAt: undefined };
  if ('ask' in called) return called;
  const written = await asWritten(desk, checked.values);
  const typed = kindOfCall(written) === 'ticket' ? textIn(written, 'customer') : undefined;
  const meant = typed
    ? await meantIn({ desk, person, reader, answer }, { customer: typed, phone: textIn(written, 'phone') }, view)
    : { customer: undefined };
  if (!('customer' in meant)) return meant;
  const values = meant.customer ? { ...written, customer: meant.customer.name } : written;
  const people = await peopleProblems(desk, CALL_FORM, values, reader);
  if (people) return { errors: people };
  if (values.messageFor === person.id) return { errors: { messageFor: reader.t('call.invalid.toOneself') } };
  const policy = await policyNow(desk);
  const circumstances = { actor: person, now: desk.clock.now(), policy };
  const customer = textIn(values, 'customer');
  const known = typed && customer ? await registered(desk, person.id, customer, textIn(values, 'site')) : undefined;
  const chosen = kindOfCall(values) === 'ticket' ? await chosenFor(desk, view) : undefined;
  const [hung] = chosen
    ? subjectsOf(desk)
        .each('known')
        .flatMap((one) => one.loggedWith(chosen) ?? [])
    : [];
  const before =
    kindOfCall(values) === 'ticket' && customer
      ? await cameBefore(desk, values, { chosen, customer, customerNo: known?.no, keys: phoneKeys(textIn(values, 'phone') ?? '') }, policy)
      : undefined;
  const more = {
    ...(known ? { customerNo: known.no, contract: contractTargets(known, isoDay(desk.clock.now())) } : {}),
    ...hung?.data,
    ...before?.many?.data,
  };
  const record = await desk.cases.create(
    kindOfCall(values),
    (seq) =>
      takeCall(values, { team: desk.team.id, seq, calledAt: called.calledAt, former: before?.former }, circumstances, more, (...logged) => [
        ...(hung?.tell(...logged) ?? []),
        ...(before?.many?.say ?? []),
      ]),
    `view:${view.id}`,
  );
  desk.outbox.poke();
  // The agent has the customer on the phone: he waits for nobody who is told besides.
  if (known)
    void tellOfDisabled(desk, known, record.no, person.id).catch((error: unknown) =>
      desk.log.warn({ err: error }, 'a call of a disabled customer could not be told'),
    );
  // The call is logged, whatever becomes of the suggestion for the next one.
  if (customer)
    await desk.directory
      .remember(customer, textIn(values, 'site'))
      .catch((error: unknown) => desk.log.warn({ err: error }, 'a customer could not be remembered'));
  return { show: await loggedModal(desk, record as object as Ticket, values, reader, hung && chosen) };
}

/** Draws the call log anew, looks customers and sites up, and takes it. */
export function listenToCallLog(app: Listeners, desk: Desk): void {
  app.action<BlockAction>({ type: 'block_actions', block_id: REDRAWING, action_id: 'value' }, async ({ body, action, ack }) => {
    const { view } = body;
    if (view?.callback_id !== CALL_FORM.name) return;
    await ack();
    await attend(desk, body.user.id, answerer(desk, body.user.id, undefined), (asked) =>
      desk.redraws.draw(view, action.action_ts, (newest, filled) => drawnAfter(asked, newest, action.block_id, filled)),
    );
  });

  listenToKnown(app, desk, async ({ desk, person, reader }, view, begin, isAnew) =>
    isAnew
      ? beganAnew({ desk, person, reader }, view, begin)
      : drawingOf(await callModal(desk, reader, person.name, begin, standingOf(view))),
  );

  onLookup(app, desk, /^(customer|site)$/, {
    mayUse,
    async find({ person, field, typed, values }) {
      const known = field === 'customer' ? await desk.directory.customersLike(typed) : await sitesLike(desk, values, typed);
      const gone = field === 'customer' ? await desk.customers.outOfUse(known) : new Set<string>();
      return offered(known, typed, readerFor(desk, person), gone);
    },
  });

  onSubmission(app, desk, CALL_FORM.name, logCall);
}

/** The known sites of the customer that the modal names. */
async function sitesLike(desk: Desk, values: unknown, typed: string): Promise<string[]> {
  const customer = textIn(valuesIn(CALL_FORM, values as ViewState), 'customer');
  const sites = customer ? await desk.directory.sitesOf(customer) : [];
  const key = nameKey(typed);
  return sites.filter((site) => nameKey(site).includes(key)).toSorted(compareNames);
}

/** Options of a lookup: what is known, marked where it is offered no more (`gone`), and what was typed as something new. */
function offered(known: readonly string[], typed: string, { t }: Reader, gone: ReadonlySet<string>): (readonly [string, string])[] {
  const wanted = shorten(typed.trim(), 120);
  const isNew = nameKey(wanted) !== '' && sameName(wanted, known) === undefined;
  const options = known
    .slice(0, 50)
    .map((name) => [name, gone.has(nameKey(name)) ? t('call.goneOption', { name: shorten(name, 60) }) : name] as const);
  return isNew ? [...options, [wanted, t('call.newOption', { name: wanted })]] : options;
}
