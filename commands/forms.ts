import { z } from 'zod';
import type { CaseNo, Refusal } from '../src/cases/case.js';
import { type Form, validate } from '../src/cases/form.js';
import { KINDS, type KindName, kindOf, parseCaseNo } from '../src/cases/kinds.js';
import { refusalInWords } from '../src/locales/index.js';
import { act } from '../src/slack/act.js';
import type { Desk } from '../src/slack/desk.js';
import { errorsInWords, modalOf, type ViewState, valuesIn } from '../src/slack/modal.js';
import type { Person } from '../src/slack/people.js';
import { readerFor } from '../src/slack/readers.js';
import { troubleInWords } from '../src/slack/trouble.js';
import { answerSubmission, type SubmissionResult } from '../src/slack/views.js';
import type { Entry } from './registry.js';

/** The form that an action of a kind asks. */
export const actionForm = (kind: string, action: string): Form | undefined => kindOf({ kind, no: '' as CaseNo }).actions[action]?.form;

const metadataSchema = z.object({ no: z.string(), action: z.string() });

/** What a modal remembers: which case, which action. It is checked again when the modal comes back. */
export const metadataOf = (no: CaseNo, action: string): string => JSON.stringify({ no, action });

function readMetadata(text: string): { no: CaseNo; action: string } | undefined {
  try {
    const { no, action } = metadataSchema.parse(JSON.parse(text));
    const parsed = parseCaseNo(no);
    return parsed && { no: parsed, action };
  } catch {
    return undefined;
  }
}

/** Every form of every kind's actions, by callback id. */
const FORMS: ReadonlyMap<string, { kind: KindName; action: string; form: Form }> = new Map(
  Object.entries(KINDS).flatMap(([kind, { actions }]) =>
    Object.entries(actions).flatMap(([action, { form }]) => (form ? [[form.name, { kind: kind as KindName, action, form }] as const] : [])),
  ),
);

export const forms: Entry = {
  register(app, desk) {
    app.view(
      { type: 'view_submission', callback_id: new RegExp(`^(${[...FORMS.keys()].map((id) => id.replace('.', '\\.')).join('|')})$`) },
      async ({ view, body, ack }) => {
        const known = FORMS.get(view.callback_id);
        if (!known) return;
        const { form, action } = known;
        const target = readMetadata(view.private_metadata);
        const person = await desk.people.find(body.user.id);
        const reader = readerFor(desk, person);
        const { t, locale } = reader;
        const first = form.fields[0]?.name ?? '';
        const raw = valuesIn(form, view.state.values as ViewState);
        const work = submit(desk, person, form, target?.action === action ? target.no : undefined, action, raw, view.id).catch(
          (error: unknown): SubmissionResult => ({ errors: { [first]: troubleInWords(error, desk.log, locale, { user: person.id }) } }),
        );
        const words = t(`action.${action}`);
        const retype = (problem: string) =>
          modalOf(form, { locale, t, values: raw, title: words, submit: words, metadata: view.private_metadata, above: [problem] });
        await answerSubmission({ desk, viewId: view.id, t, retype, ack: (response) => (response ? ack(response) : ack()) }, work);
      },
    );
  },
};

async function submit(
  desk: Desk,
  person: Person,
  form: Form,
  no: CaseNo | undefined,
  action: string,
  raw: ReturnType<typeof valuesIn>,
  viewId: string,
): Promise<SubmissionResult> {
  const reader = readerFor(desk, person);
  const first = form.fields[0]?.name ?? '';
  const checked = validate(form, raw, reader.now);
  if (!checked.ok) return { errors: errorsInWords(checked.errors, reader.t) };
  if (!no) return { errors: { [first]: reader.t('trouble.gone') } };
  const result = await act(desk, person, no, action, checked.values, `view:${viewId}`);
  if (result.ok) return { close: true };
  return { errors: { [fieldOf(result, form) ?? first]: refusalInWords(result, reader.now, reader.locale) } };
}

const fieldOf = (refusal: Refusal, form: Form): string | undefined => form.fields.find(({ name }) => name === refusal.field)?.name;
