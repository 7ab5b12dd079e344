import type { BlockAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { CardButton, Reader } from '../src/cases/card.js';
import { type Form, type FormValues, validate } from '../src/cases/form.js';
import type { Registered } from '../src/cases/register.js';
import { CASE_ACTION } from '../src/slack/blocks.js';
import type { Desk } from '../src/slack/desk.js';
import { type Asked, answerer, attend, threadOf } from '../src/slack/handlers.js';
import type { Listeners } from '../src/slack/listeners.js';
import { errorsInWords, modalOf, rootOf, tellingModal, type ViewState, valuesIn } from '../src/slack/modal.js';
import { onSubmission, type SubmissionResult, type SubmittedView } from '../src/slack/submissions.js';
import { openModal } from '../src/slack/views.js';
import type { NotWritten, Written } from '../src/store/register.js';
import { lookupProblems } from './lookups.js';

/** Stands for the number of an entry that does not exist yet. */
export const NEW = 'new';

/** A form of a register's command: what is asked of an entry, and what becomes of the answer. `target` is what the modal remembers. */
export interface RegisterForm {
  form(asked: Asked, target: string): Promise<Form>;
  /** Lines above the fields. */
  above?(asked: Asked, target: string): Promise<readonly string[]>;
  save(asked: Asked, target: string, values: FormValues, viewId: string): Promise<SubmissionResult>;
}

/** How people work with a register. Names of presses and forms are put behind the register's own: `project.edit`. */
export interface RegisterCommand {
  readonly name: string;
  readonly command: `/${string}`;
  answer(asked: Asked, text: string, triggerId: string): Promise<void>;
  readonly presses: Readonly<Record<string, (asked: Asked, target: string, triggerId: string) => Promise<void>>>;
  readonly forms: Readonly<Record<string, RegisterForm>>;
}

/** A button of a register: its words are `<register>.<action>`. */
export const registerButton = (
  register: string,
  action: string,
  target: string,
  { t }: Reader,
  more: Partial<CardButton> = {},
): CardButton => ({
  action: `${register}.${action}`,
  label: t(`${register}.${action}`),
  value: target,
  ...more,
});

async function modalFor(
  asked: Asked,
  id: string,
  { form, above }: RegisterForm,
  target: string,
  values: FormValues,
  problem?: string,
): Promise<ModalView> {
  const { t, locale } = asked.reader;
  return modalOf(await form(asked, target), {
    locale,
    t,
    values,
    title: t(id),
    submit: t('button.save'),
    metadata: target,
    above: [...(problem ? [problem] : []), ...((await above?.(asked, target)) ?? [])],
  });
}

/** Opens a form of a register with what is known. */
export const openForm = (
  asked: Asked,
  { name, forms }: Pick<RegisterCommand, 'name' | 'forms'>,
  formName: string,
  target: string,
  values: FormValues,
  triggerId: string,
): Promise<void> =>
  openModal(asked.desk, triggerId, asked.reader.t, async () => {
    const form = forms[formName];
    if (!form) throw new Error(`there is no form ${name}.${formName}`);
    return modalFor(asked, `${name}.${formName}`, form, target, values);
  });

/** What was not written, as the error of a field. */
export const notWritten = (register: string, why: NotWritten, no: string, field: string, { t }: Reader): SubmissionResult => ({
  errors: { [field]: t(`refusal.${register}_${why}`, { no }) },
});

/** What became of writing an entry: told, or why not. */
export function writtenResult<Entry extends Registered>(
  register: string,
  written: Written<Entry>,
  no: string,
  field: string,
  { reader }: Asked,
  name: (entry: Entry) => string,
): SubmissionResult {
  if (!written.ok) return notWritten(register, written.why, no, field, reader);
  const words = reader.t(`${register}.saved`, { no: written.entry.no, name: name(written.entry) });
  return { show: tellingModal(reader.t('modal.done'), [words], reader.t) };
}

async function submit(asked: Asked, { form, save }: RegisterForm, view: SubmittedView): Promise<SubmissionResult> {
  const { reader, desk } = asked;
  const target = view.private_metadata;
  const asking = await form(asked, target);
  const raw = valuesIn(asking, view.state.values as ViewState);
  const checked = validate(asking, raw, reader.now);
  if (!checked.ok) return { errors: errorsInWords(checked.errors, reader.t) };
  const unknown = await lookupProblems(desk, asking, checked.values, reader);
  return unknown ? { errors: unknown } : save(asked, target, checked.values, view.id);
}

/** Listens to a register's command, its buttons, and its forms. */
export function registerCommand(app: Listeners, desk: Desk, register: RegisterCommand): void {
  const { name, command: typed, answer, presses, forms } = register;
  app.command(typed, async ({ command, ack, respond }) => {
    await ack();
    await attend(desk, command.user_id, answerer(desk, command.user_id, respond), (asked) =>
      answer(asked, command.text, command.trigger_id),
    );
  });

  const pressed = new RegExp(`^${CASE_ACTION}${name}\\.(${Object.keys(presses).join('|')})$`);
  app.action<BlockAction>({ type: 'block_actions', action_id: pressed }, async ({ body, action, ack, respond }) => {
    await ack();
    if (action.type !== 'button') return;
    const press = presses[pressed.exec(action.action_id)?.[1] ?? ''];
    const reply = answerer(desk, body.user.id, body.response_url ? respond : undefined, undefined, threadOf(body));
    await attend(desk, body.user.id, reply, async (asked) => press?.(asked, action.value ?? '', body.trigger_id));
  });

  const formOf = (callbackId: string): RegisterForm | undefined =>
    callbackId.startsWith(`${name}.`) ? forms[callbackId.slice(name.length + 1)] : undefined;

  app.action<BlockAction>({ type: 'block_actions', action_id: 'value' }, async ({ body, ack }) => {
    const { view } = body;
    const form = view && formOf(view.callback_id);
    if (!view || !form) return;
    await ack();
    await attend(desk, body.user.id, answerer(desk, body.user.id, undefined), async (asked) => {
      const target = view.private_metadata;
      const shown = valuesIn(await form.form(asked, target), view.state.values as ViewState);
      const values = { ...(await desk.drafts.keep(rootOf(view), shown)), ...shown };
      const drawn = await modalFor(asked, view.callback_id, form, target, values);
      await desk.client.views.update({ view_id: view.id, hash: view.hash, view: drawn });
    });
  });

  const id = new RegExp(`^${name}\\.(${Object.keys(forms).join('|')})$`);
  onSubmission(app, desk, id, async (asked, view) => {
    const form = formOf(view.callback_id);
    if (!form) throw new Error(`there is no form ${view.callback_id}`);
    return submit(asked, form, view);
  });
}
