import type { BlockAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { z } from 'zod';
import type { Reader } from '../../src/cases/card.js';
import { type CaseNo, refuse } from '../../src/cases/case.js';
import { type Field, type Form, type FormValues, fitting, formOn, MORE, textIn, validate } from '../../src/cases/form.js';
import { allKinds, kindNamed, kindOf, kindOfNo, parseCaseNo } from '../../src/cases/kinds.js';
import { type Conflict, merge, shownOf } from '../../src/cases/merge.js';
import { ownerInWords } from '../../src/cases/owner.js';
import { holdsSecret } from '../../src/cases/secrets.js';
import { actionOf, premiseOf } from '../../src/cases/workflow.js';
import { refusalInWords } from '../../src/locales/index.js';
import { act, type Entered } from '../../src/slack/act.js';
import { type Asked, answerer, attend } from '../../src/slack/app/handlers.js';
import type { Listeners } from '../../src/slack/app/listeners.js';
import type { Desk } from '../../src/slack/desk.js';
import { section } from '../../src/slack/messages/blocks.js';
import { errorsInWords, inputsOf, labelOf, modalOf, rootOf, titleOf, type ViewState, valuesIn } from '../../src/slack/modals/modal.js';
import { type Drawing, drawingOf, type PressedView } from '../../src/slack/modals/redraws.js';
import { onSubmission, type SubmissionResult, type SubmittedView } from '../../src/slack/modals/submissions.js';
import { type Built, builtOf } from '../../src/slack/modals/timely.js';
import { type Asking, answeredIn, answersOf, askAbout, type Opened, openedSchema, staleInWords } from '../../src/slack/modals/together.js';
import type { CaseRecord } from '../../src/store/cases.js';
import { namedIn, peopleProblems } from './named.js';
import { pictureProblems } from './pictures.js';
import { subjectsOf } from './subjects.js';

/** The form that an action of a kind asks. */
const actionForm = (kind: string, action: string): Form | undefined => actionOf(kindOf({ kind, no: '' as CaseNo }), action)?.form;

const metadataSchema = z.object({ no: z.string(), action: z.string(), opened: openedSchema });

/** What a modal remembers: which case, which action, and how the case stood. It is checked again when the modal comes back. */
interface Target {
  readonly no: CaseNo;
  readonly action: string;
  readonly opened: Opened;
}
const metadataOf = (target: Target): string => JSON.stringify(target);
/** So much of Slack's 3,000 characters is left for what the fields showed. */
const SHOWN_ROOM = 2_400;

function readMetadata(text: string): Target | undefined {
  try {
    const { no, ...target } = metadataSchema.parse(JSON.parse(text));
    const parsed = parseCaseNo(no);
    return parsed && { no: parsed, ...target };
  } catch {
    return undefined;
  }
}

/** Every form of every kind's actions by callback id, with the name of its kind. */
const allForms = (): ReadonlyMap<string, { readonly kind: string; readonly form: Form }> =>
  new Map(
    allKinds().flatMap(({ rules: { name, actions } }) =>
      Object.values(actions).flatMap(({ form }) => (form ? [[form.name, { kind: name, form }] as const] : [])),
    ),
  );
const formNamed = (callbackId: string) => allForms().get(callbackId);

/** Is this case of the kind that a form is of? */
const isOf = ({ no }: Pick<Target, 'no'>, kind: string): boolean => kindOfNo(no)?.name === kind;

/** What is known of a case for its forms, as it was known to somebody who opened one at `at`. */
function knownOf(record: CaseRecord, action: string, reader: Reader, { at }: Pick<Opened, 'at'>, typed: FormValues): FormValues {
  const then = { ...reader, now: reader.now.set({ millisecond: 0 }).plus(at - reader.now.set({ millisecond: 0 }).toMillis()) };
  return kindNamed(record.kind)?.prefill?.(record, { action, reader: then, typed }) ?? {};
}

const premiseNow = (record: CaseRecord, action: string): { on?: string } => {
  const asked = actionOf(kindOf(record), action);
  const on = asked && premiseOf(asked, record);
  return on ? { on } : {};
};

/** A modal that was open before: what was typed into it, what it remembers, and which fields it has shown. */
interface Former {
  readonly typed: FormValues;
  readonly opened: Opened;
  readonly displayed: ReadonlySet<string>;
  /** Lines above it all. */
  readonly news?: readonly string[];
}

/** The modal of an action's form: what is known already, and what the form's review adds. `words`: what its first text begins with; `given`: what other fields do. */
export async function actionModal(
  desk: Desk,
  reader: Reader,
  record: CaseRecord,
  action: string,
  former?: Former,
  words = '',
  given: FormValues = {},
): Promise<Built> {
  const { t, locale, now } = reader;
  const asked = actionForm(record.kind, action);
  if (!asked) throw new Error(`no form for ${record.kind}.${action}`);
  const typed = former?.typed;
  const opened: Opened = former?.opened ?? { at: reader.now.toMillis(), ...premiseNow(record, action) };
  const whatIsKnown = knownOf(record, action, reader, opened, typed ?? {});
  // What was not drawn yet was not emptied either.
  const unseen = asked.fields.filter(({ name, isBehind }) => isBehind && !former?.displayed.has(name));
  const known = typed && !asked.fieldsOn ? fitting(unseen, whatIsKnown) : whatIsKnown;
  const form = formOn(asked, kindNamed(record.kind)?.inWordsOf?.(record, reader) ?? record, { ...known, ...typed });
  const isField = (name: string): boolean => form.fields.some((field) => field.name === name);
  const spoken = words === '' ? undefined : form.fields.find(({ kind }) => kind === 'longText');
  const values = fitting(form.fields, { ...known, ...given, ...(spoken ? { [spoken.name]: words } : {}), ...typed });
  const { late, ...review } = await subjectsOf(desk).reviewOf(form.name, desk, record, reader, values);
  const isShownFirst = ({ name }: Field): boolean => !former?.displayed.has(name);
  const before = Object.fromEntries(Object.entries(opened.shown ?? {}).filter(([name]) => isField(name)));
  const shown = shownOf(form.fields.filter(isShownFirst), fitting(form.fields, whatIsKnown), SHOWN_ROOM, before);
  const explanation = t(`${record.kind}.explain.${action}`, { no: record.no, owner: ownerInWords(record.owner, t) });
  return builtOf({ now: review, late }, ({ above = [], below = {} }) =>
    modalOf(form, {
      locale,
      now,
      t,
      values: { ...values, ...(typed?.[MORE] ? { [MORE]: typed[MORE] } : {}) },
      keepsKnown: true,
      title: titleOf(record.no, t(`${record.kind}.action.${action}`)),
      submit: t(`${record.kind}.action.${action}`),
      metadata: metadataOf({ no: record.no, action, opened: { ...opened, shown } }),
      above: [...(former?.news ?? []), explanation, ...above],
      below,
    }),
  );
}

/** The modal of an action's form in the place of another, with what was there in time. */
export const followingModal = async (...given: Parameters<typeof actionModal>): Promise<ModalView> => (await actionModal(...given)).view;

/** What stands in the modal of a form that may depend on the case: whichever of its variants is shown, by its first choice. */
function shownIn(form: Form, record: CaseRecord, state: ViewState): FormValues {
  const [first] = formOn(form, record, {}).fields;
  const choices = form.fieldsOn && first?.kind === 'choice' ? (first.options ?? []) : [];
  const variants = first && choices.length > 0 ? choices.map((choice) => ({ [first.name]: choice })) : [{}];
  const shown: FormValues = Object.assign({}, ...variants.map((values) => valuesIn(formOn(form, record, values), state)));
  // A choice within a variant may show more fields.
  return { ...shown, ...valuesIn(formOn(form, record, shown), state) };
}

/** An action's modal after a field changed that others depend on; nothing typed is lost. */
async function drawnAnew(desk: Desk, reader: Reader, view: PressedView): Promise<Drawing> {
  const target = readMetadata(view.private_metadata);
  const known = formNamed(view.callback_id);
  const record = target && known && isOf(target, known.kind) ? await desk.cases.get(target.no) : undefined;
  if (!target || !known || !record) return { views: [] };
  const stands = shownIn(known.form, record, view.state.values as ViewState);
  const { values, shown } = await desk.drafts.keep(rootOf(view), stands, target.opened.shown);
  const former = {
    typed: { ...values, ...stands },
    opened: { ...answeredIn(target.opened, view.state.values as ViewState), shown: { ...shown, ...target.opened.shown } },
    displayed: new Set([...inputsOf(view), ...Object.keys({ ...values, ...shown })]),
  };
  return drawingOf(await actionModal(desk, reader, record, target.action, former));
}

export function listenToForms(app: Listeners, desk: Desk): void {
  app.action<BlockAction>({ type: 'block_actions', action_id: 'value' }, async ({ body, action, ack }) => {
    const { view } = body;
    if (!view || !formNamed(view.callback_id)) return;
    await ack();
    await attend(desk, body.user.id, answerer(desk, body.user.id, undefined), ({ reader }) =>
      desk.redraws.draw(view, action.action_ts, (newest) => drawnAnew(desk, reader, newest)),
    );
  });

  const submitted = new RegExp(`^(${[...allForms().keys()].map((id) => id.replace('.', '\\.')).join('|')})$`);
  onSubmission(app, desk, submitted, submit);
}

/** What is known of the fields behind *More* that a modal did not draw: it counts as if it stood there. */
async function keptBehind(
  desk: Desk,
  reader: Reader,
  form: Form,
  { no, action, opened }: Target,
  view: SubmittedView,
): Promise<FormValues> {
  const displayed = inputsOf(view);
  const behind = form.fields.filter(({ name, isBehind }) => isBehind && !displayed.includes(name));
  const record = behind.length > 0 ? await desk.cases.get(no) : undefined;
  return record ? fitting(behind, knownOf(record, action, reader, opened, {})) : {};
}

async function submit({ desk, person, reader }: Asked, view: SubmittedView): Promise<SubmissionResult> {
  const known = formNamed(view.callback_id);
  if (!known) throw new Error(`there is no form ${view.callback_id}`);
  const { form, kind } = known;
  const read = readMetadata(view.private_metadata);
  const target = read && isOf(read, kind) && actionForm(kind, read.action)?.name === form.name ? read : undefined;
  const record = target && form.fieldsOn ? await desk.cases.get(target.no) : undefined;
  const state = view.state.values as ViewState;
  const stands = record ? shownIn(form, record, state) : valuesIn(form, state);
  const raw = target ? { ...(await keptBehind(desk, reader, form, target, view)), ...stands } : stands;
  const asking = record ? formOn(form, record, raw) : form;
  const checked = validate(asking, raw, reader.now);
  const displayedNow = inputsOf(view);
  const hidden = checked.ok ? [] : Object.keys(checked.errors).filter((field) => !displayedNow.includes(field));
  if (target && hidden.length > 0) {
    // What was typed asks for more than the modal shows: it comes back with those fields.
    const fresh = record ?? (await desk.cases.get(target.no));
    const former = { typed: raw, opened: target.opened, displayed: new Set(displayedNow), news: [reader.t('shared.modal.more')] };
    if (fresh) return { show: await followingModal(desk, reader, fresh, target.action, former) };
  }
  if (!checked.ok) return { errors: errorsInWords(asking, checked.errors, reader.t) };
  if (!target) return { refused: reader.t('shared.trouble.gone') };
  const { no, action } = target;
  const opened = answeredIn(target.opened, state);
  const about = (record ?? (asking.fields.some((field) => field.isTheirs) ? await desk.cases.get(no) : undefined))?.data;
  const wrong =
    (await peopleProblems(desk, asking, checked.values, reader, about)) ?? (await pictureProblems(desk, asking, checked.values, reader));
  if (wrong) return { errors: wrong };
  const named = await namedIn(desk, asking, checked.values, reader);
  if ('errors' in named) return named;
  const mine = named.values;
  const doubtful = secretsIn(asking, mine);
  const names = doubtful.map(({ name }) => name).join(' ');
  if (names !== '' && opened.asked?.[SECRET] !== names) {
    const fields = doubtful.map((field) => labelOf(asking, field, reader)).join(', ');
    const metadata = metadataOf({ ...target, opened: { ...opened, asked: { ...opened.asked, [SECRET]: names } } });
    return { ask: { blocks: [section(reader.t('shared.invalid.secretAsk', { fields }))], metadata } };
  }
  const objects = subjectsOf(desk).find('objections', form.name);
  const current = objects && (await desk.cases.get(no));
  // What an objection would be about has changed meanwhile: that is said first.
  if (current && opened.shown && premiseNow(current, action).on !== opened.on)
    return { show: await shownAnew(desk, reader, current, { ...target, opened }, raw, view) };
  const answered = { desk, reader, values: mine, asked: opened.asked?.[OBJECTION], blocks: view.blocks };
  const objection = current && (await objects({ ...answered, record: current }));
  if (objection && 'blocks' in objection) {
    const metadata = metadataOf({ ...target, opened: { ...opened, asked: { ...opened.asked, [OBJECTION]: objection.asked } } });
    return { ask: { blocks: objection.blocks, metadata } };
  }
  const answers = answersOf(opened);
  const displayed = new Set(inputsOf(view));
  let values = mine;
  let stale: { readonly record: CaseRecord; readonly conflicts: readonly Conflict[] } | undefined;
  const entered: Entered = (fresh) => {
    stale = undefined;
    if (!opened.shown) return { values: { ...values, ...objection?.values } };
    const { fields } = formOn(form, fresh, raw);
    const merged = merge(fields, {
      shown: opened.shown,
      mine,
      theirs: fitting(fields, knownOf(fresh, action, reader, opened, raw)),
      displayed,
      answers,
    });
    values = merged.values;
    const isPremise = premiseNow(fresh, action).on === opened.on;
    if (isPremise && merged.conflicts.length === 0) return { values: { ...values, ...objection?.values } };
    stale = { record: fresh, conflicts: merged.conflicts };
    return { values, unless: refuse('changedMeanwhile', { no }) };
  };
  // A modal that asks on is submitted more than once: each time it has another hash.
  const key = form.leftOf ? `view:${view.id}:${view.hash}` : `view:${view.id}`;
  const result = await act(desk, person, no, action, entered, key);
  if (result.ok) {
    const left = form.leftOf && (await leftTyped(desk, form, asking, result.case, view));
    if (left) {
      const news = [reader.t('shared.modal.left', { action: reader.t(`${result.case.kind}.action.${action}`) })];
      return { anew: await followingModal(desk, reader, result.case, action, { ...left, news }) };
    }
    const followed = await subjectsOf(desk).find('follows', form.name)?.({ desk, person, reader, record: result.case, values });
    if (followed) return { show: followed };
    const told = subjectsOf(desk).find('told', form.name)?.(
      result.case,
      reader,
      `${no} ${reader.t(`${result.case.kind}.action.${action}`)}`,
    );
    return told ? { show: told } : { close: true };
  }
  if (stale && result.code === 'changedMeanwhile')
    return stale.conflicts.length === 0
      ? { show: await shownAnew(desk, reader, stale.record, { ...target, opened }, raw, view) }
      : { ask: askAnew(asking, { ...target, opened }, stale, reader, view) };
  // Who gives way may have nothing left of his own.
  if (result.code === 'nothingChanged' && Object.values(answers).some(({ take }) => take === 'theirs')) return { close: true };
  const sentence = refusalInWords(result, reader.now, reader.locale);
  const { field } = result;
  if (field && !displayedNow.includes(field) && (form.fieldsOn || form.fields.some(({ name, isBehind }) => name === field && isBehind))) {
    // It asks for a field that the modal does not show: it comes back with that.
    const fresh = await desk.cases.get(no);
    const former = { typed: { ...raw, [MORE]: [MORE] }, opened, displayed: new Set(displayedNow), news: [sentence] };
    if (fresh && formOn(form, fresh, raw).fields.some(({ name, isShown }) => name === field && isShown?.(raw) !== false))
      return { show: await followingModal(desk, reader, fresh, action, former) };
  }
  return result.field ? { errors: { [result.field]: sentence } } : { refused: sentence };
}

/** What a modal remembers of the objection that its person was asked about, and of the texts that may hold a secret. */
const OBJECTION = 'objection';
const SECRET = 'secret';

/** The texts that seem to hold a password where none is refused: only their writer can tell. Rule C2. */
const secretsIn = ({ fields }: Form, values: FormValues): Field[] =>
  fields.filter(({ name, kind, isSecretFree }) => !isSecretFree && kind === 'longText' && holdsSecret(textIn(values, name) ?? ''));

/** The modal once more, with all that it says as the case stands by now, and what was typed. */
function shownAnew(
  desk: Desk,
  reader: Reader,
  record: CaseRecord,
  { action, opened }: Target,
  typed: FormValues,
  view: SubmittedView,
): Promise<ModalView> {
  const news = [staleInWords(record, opened, reader)];
  const former = { typed, opened: { ...opened, ...premiseNow(record, action) }, displayed: new Set(inputsOf(view)), news };
  return followingModal(desk, reader, record, action, former);
}

/** The modal once more: the case changed since it was opened, and only the person can say what holds. */
function askAnew(
  form: Form,
  target: Target,
  { record, conflicts }: { readonly record: CaseRecord; readonly conflicts: readonly Conflict[] },
  reader: Reader,
  view: SubmittedView,
): Asking {
  const { opened } = target;
  const premise = premiseNow(record, target.action);
  const isMoved = premise.on !== opened.on;
  const asked = askAbout(form, conflicts, opened, record.history, reader, view.blocks.length);
  const moved = isMoved ? [section(staleInWords(record, opened, reader))] : [];
  const blocks = conflicts.length > 0 ? [...moved, ...asked.blocks] : moved;
  return { blocks, metadata: metadataOf({ ...target, opened: { ...asked.opened, ...premise } }) };
}

/** What was typed into the modal besides what was submitted now, if something of it is left to record. */
async function leftTyped(desk: Desk, form: Form, submitted: Form, record: CaseRecord, view: SubmittedView): Promise<Former | undefined> {
  const { values, shown } = await desk.drafts.submitted(
    rootOf(view),
    submitted.fields.map(({ name }) => name),
  );
  const typed = form.leftOf?.(record, values);
  const at = readMetadata(view.private_metadata)?.opened.at ?? Date.now();
  return typed && { typed, opened: { at, shown }, displayed: new Set(Object.keys({ ...values, ...shown })) };
}
