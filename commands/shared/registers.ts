import type { BlockAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { z } from 'zod';
import type { CardButton, Reader } from '../../src/cases/card.js';
import { type FormValues, fitting, validate } from '../../src/cases/form.js';
import { merge, shownOf } from '../../src/cases/merge.js';
import type { Registered } from '../../src/cases/register.js';
import { type Asked, answerer, attend, threadOf } from '../../src/slack/app/handlers.js';
import type { Listeners } from '../../src/slack/app/listeners.js';
import type { Desk } from '../../src/slack/desk.js';
import { actionsBlock, CASE_ACTION, registerMenu } from '../../src/slack/messages/blocks.js';
import { errorsInWords, inputsOf, modalOf, rootOf, tellingModal, type ViewState, valuesIn } from '../../src/slack/modals/modal.js';
import type { Drawing, PressedView } from '../../src/slack/modals/redraws.js';
import { onSubmission, type SubmissionResult, type SubmittedView } from '../../src/slack/modals/submissions.js';
import { answeredIn, answersOf, askAbout, type Opened, openedSchema } from '../../src/slack/modals/together.js';
import { openModal } from '../../src/slack/modals/views.js';
import type { NotWritten, Written } from '../../src/store/register.js';
import type { Press, RegisterForm, Subject } from '../subject.js';
import { askSubject } from './ask-subject.js';
import { namedIn } from './named.js';
import { once } from './once.js';
import { saidAnywhere } from './said-anywhere.js';

export type { RegisterForm } from '../subject.js';

/** Stands for the number of an entry that does not exist yet. */
export const NEW = 'new';

/** So often is an edit made for what others have written meanwhile. */
const MOST_TRIES = 5;
/** So much of Slack's 3,000 characters is left for what the fields showed. */
const SHOWN_ROOM = 2_300;
const metadataSchema = z.object({ target: z.string(), opened: openedSchema.optional() });
type Target = z.infer<typeof metadataSchema>;

/** What a modal of a register remembers: what it is about, and how that stood. */
export const targetOf = (target: string, opened?: Opened): string => JSON.stringify({ target, ...(opened ? { opened } : {}) });

function targetIn(metadata: string): Target {
  try {
    return metadataSchema.parse(JSON.parse(metadata));
  } catch {
    return { target: metadata };
  }
}

/** How people work with a register: its command, the presses on its entries, and their forms. */
export interface RegisterCommand extends Subject {
  readonly command: `/${string}`;
  answer(asked: Asked, text: string, triggerId: string): Promise<void>;
  readonly presses: Readonly<Record<string, Press>>;
  readonly forms: Readonly<Record<string, RegisterForm>>;
}

/** A button of a register: its words are `<register>.press.<action>`. */
export const registerButton = (
  register: string,
  action: string,
  target: string,
  { t }: Reader,
  more: Partial<CardButton> = {},
): CardButton => ({
  action: `${register}.${action}`,
  label: t(`${register}.press.${action}`),
  value: target,
  ...more,
});

async function modalFor(
  asked: Asked,
  id: string,
  { form, above, title, submit }: RegisterForm,
  target: string,
  values: FormValues,
  opened?: Opened,
  news: readonly string[] = [],
): Promise<ModalView> {
  const { t, locale, now } = asked.reader;
  return modalOf(await form(asked, target), {
    locale,
    now,
    t,
    values,
    keepsKnown: opened?.shown !== undefined,
    title: t(title?.(target) ?? (target === NEW && id.endsWith('.edit') ? id.replace('.edit', '.press.add') : id.replace('.', '.press.'))),
    submit: t(submit?.(asked) ?? (target === NEW && id.endsWith('.edit') ? 'shared.button.create' : 'shared.button.save')),
    metadata: targetOf(target, opened),
    above: [...news, ...((await above?.(asked, target)) ?? [])],
  });
}

/** A form with what is known of what it edits, and with what is given besides. */
async function openedModal(asked: Asked, id: string, register: RegisterForm, target: string, given: FormValues): Promise<ModalView> {
  const known = await register.known?.(asked, target);
  if (!known) return modalFor(asked, id, register, target, given);
  const { fields } = await register.form(asked, target);
  const opened = { at: asked.reader.now.toMillis(), shown: shownOf(fields, known.values, SHOWN_ROOM) };
  return modalFor(asked, id, register, target, { ...known.values, ...given }, opened);
}

/** Opens a form of a register with what is known, and with these values besides. */
export const openForm = (
  asked: Asked,
  { name, forms }: Pick<RegisterCommand, 'name' | 'forms'>,
  formName: string,
  target: string,
  values: FormValues,
  triggerId: string,
): Promise<void> =>
  openModal(
    asked.desk,
    triggerId,
    asked.reader.t,
    async () => {
      const form = forms[formName];
      if (!form) throw new Error(`there is no form ${name}.${formName}`);
      return openedModal(asked, `${name}.${formName}`, form, target, values);
    },
    asked.isInModal,
  );

/** What was not written, as the error of a field. */
export const notWritten = (register: string, why: NotWritten, no: string, field: string, { t }: Reader): SubmissionResult => ({
  errors: { [field]: t(`${register}.refusal.${why}`, { no }) },
});

/** What somebody may want to do after he saved something. */
export interface NextSteps {
  readonly words: string;
  readonly buttons: readonly CardButton[];
}

/** What became of writing an entry: told, with what comes next, or why not. */
export function writtenResult<Entry extends Registered>(
  register: string,
  written: Written<Entry>,
  no: string,
  field: string,
  { reader }: Asked,
  name: (entry: Entry) => string,
  next?: NextSteps,
): SubmissionResult | 'again' {
  if (!written.ok && written.why === 'changedMeanwhile') return 'again';
  if (!written.ok) return notWritten(register, written.why, no, field, reader);
  const { t } = reader;
  const words = t(`${register}.saved`, { no: written.entry.no, name: name(written.entry) });
  const told = tellingModal(t('shared.modal.done'), [words, ...(next?.words ? [next.words] : [])], t);
  return { show: { ...told, blocks: [...told.blocks, ...actionsBlock(next?.buttons ?? [], [], t)] } };
}

/** What is known of the fields behind *More* that a modal did not draw. */
async function keptBehind(
  asked: Asked,
  register: RegisterForm,
  target: string,
  view: { readonly blocks: ModalView['blocks'] },
): Promise<FormValues> {
  const { fields } = await register.form(asked, target);
  const displayed = inputsOf(view);
  const known = await register.known?.(asked, target);
  return fitting(
    fields.filter(({ name, isBehind }) => isBehind && !displayed.includes(name)),
    known?.values ?? {},
  );
}

async function submit(asked: Asked, register: RegisterForm, view: SubmittedView): Promise<SubmissionResult> {
  const { reader, desk } = asked;
  const { target, opened: begun } = targetIn(view.private_metadata);
  const asking = await register.form(asked, target);
  const state = view.state.values as ViewState;
  const opened = begun && answeredIn(begun, state);
  const typed = valuesIn(asking, state);
  const checked = validate(asking, typed, reader.now);
  const displayedNow = inputsOf(view);
  // What was typed asks for more than the modal shows: it comes back with those fields.
  if (!checked.ok && Object.keys(checked.errors).some((field) => !displayedNow.includes(field)))
    return { show: await modalFor(asked, view.callback_id, register, target, typed, opened, [reader.t('shared.modal.more')]) };
  if (!checked.ok) return { errors: errorsInWords(asking, checked.errors, reader.t) };
  const named = await namedIn(desk, asking, checked.values, reader);
  if ('errors' in named) return named;
  const mine = named.values;
  // A modal may go on to another entry: each of them is submitted once.
  return once(asked, `${view.callback_id}:${view.id}:${target}`, async (): Promise<SubmissionResult> => {
    for (let attempt = 0; attempt < MOST_TRIES; attempt += 1) {
      const known = opened?.shown && (await register.known?.(asked, target));
      let values = mine;
      if (opened?.shown && known) {
        const { shown } = opened;
        const displayed = new Set(inputsOf(view));
        const merged = merge(asking.fields, { shown, mine, theirs: known.values, displayed, answers: answersOf(opened) });
        values = merged.values;
        if (merged.conflicts.length > 0) {
          const { blocks, ...anew } = askAbout(asking, merged.conflicts, opened, known.history, reader, view.blocks.length);
          return { ask: { blocks, metadata: targetOf(target, anew.opened) } };
        }
      }
      const saved = await register.save(asked, target, values, view.id, known?.version, view);
      if (saved !== 'again') return saved;
    }
    return { refused: reader.t('shared.refusal.changedMeanwhile', { no: target }) };
  });
}

function listenToCommand(app: Listeners, desk: Desk, { command: name, also = [], answer }: Subject): void {
  if (!name || !answer) return;
  for (const typed of [name, ...also]) {
    app.command(typed, async ({ command, ack, respond }) => {
      await ack();
      await attend(
        desk,
        command.user_id,
        answerer(desk, command.user_id, respond),
        (asked) => saidAnywhere(desk, command.text)?.(asked) ?? askSubject(asked, { answer }, command.text, command.trigger_id),
      );
    });
  }
}

function listenToEntries(app: Listeners, desk: Desk, name: string, presses: Readonly<Record<string, Press>>): void {
  const pressed = new RegExp(`^${CASE_ACTION}${name}\\.(${Object.keys(presses).join('|')})$`);
  app.action<BlockAction>({ type: 'block_actions', action_id: pressed }, async ({ body, action, ack, respond }) => {
    await ack();
    if (action.type !== 'button') return;
    const press = presses[pressed.exec(action.action_id)?.[1] ?? ''];
    const reply = answerer(desk, body.user.id, body.response_url ? respond : undefined, undefined, threadOf(body));
    await attend(desk, body.user.id, reply, async (asked) =>
      press?.({ ...asked, isInModal: body.view?.type === 'modal' }, action.value ?? '', body.trigger_id),
    );
  });
}

/** What is chosen in the menu of a card is pressed. */
function listenToMenu(app: Listeners, desk: Desk, name: string, presses: Readonly<Record<string, Press>>): void {
  app.action<BlockAction>({ type: 'block_actions', action_id: registerMenu(name) }, async ({ body, action, ack, respond }) => {
    await ack();
    if (action.type !== 'static_select') return;
    const [chosen = '', ...target] = action.selected_option.value.split(' ');
    const press = chosen.startsWith(`${name}.`) ? chosen.slice(name.length + 1) : '';
    const reply = answerer(desk, body.user.id, body.response_url ? respond : undefined, undefined, threadOf(body));
    await attend(desk, body.user.id, reply, async (asked) => {
      if (Object.hasOwn(presses, press)) await presses[press]?.(asked, target.join(' '), body.trigger_id);
    });
  });
}

function listenToRegisterForms(app: Listeners, desk: Desk, name: string, forms: Readonly<Record<string, RegisterForm>>): void {
  const formOf = (callbackId: string): RegisterForm | undefined =>
    callbackId.startsWith(`${name}.`) ? forms[callbackId.slice(name.length + 1)] : undefined;

  app.action<BlockAction>({ type: 'block_actions', action_id: 'value' }, async ({ body, action, ack }) => {
    const { view } = body;
    const form = view && formOf(view.callback_id);
    if (!view || !form) return;
    await ack();
    const drawing = async (asked: Asked, newest: PressedView): Promise<Drawing> => {
      const { target, opened } = targetIn(newest.private_metadata);
      const shown = valuesIn(await form.form(asked, target), newest.state.values as ViewState);
      const kept = opened?.shown ? await keptBehind(asked, form, target, newest) : {};
      const values = { ...kept, ...(await desk.drafts.keep(rootOf(newest), shown)).values, ...shown };
      const answered = opened && answeredIn(opened, newest.state.values as ViewState);
      return { views: [await modalFor(asked, newest.callback_id, form, target, values, answered)] };
    };
    await attend(desk, body.user.id, answerer(desk, body.user.id, undefined), (asked) =>
      desk.redraws.draw(view, action.action_ts, (newest) => drawing(asked, newest)),
    );
  });

  const id = new RegExp(`^${name}\\.(${Object.keys(forms).join('|')})$`);
  onSubmission(app, desk, id, async (asked, view) => {
    const form = formOf(view.callback_id);
    if (!form) throw new Error(`there is no form ${view.callback_id}`);
    return submit(asked, form, view);
  });
}

/** Listens to a subject's command, to presses on its entries, and to their forms. */
export function listenToSubject(app: Listeners, desk: Desk, subject: Subject): void {
  const { name, presses = {}, forms = {} } = subject;
  listenToCommand(app, desk, subject);
  if (Object.keys(presses).length > 0) {
    listenToEntries(app, desk, name, presses);
    listenToMenu(app, desk, name, presses);
  }
  if (Object.keys(forms).length > 0) listenToRegisterForms(app, desk, name, forms);
  subject.listen?.(app, desk);
}
