import { refuse } from '../../src/cases/case.js';
import type { Form, FormValues } from '../../src/cases/form.js';
import { answerField, answerOf, fieldsOf, NOT_OK } from '../../src/cases/inspection/form.js';
import { type Asked as AskedItem, askedIn, type Inspection } from '../../src/cases/inspection/inspection.js';
import { ownFirst } from '../../src/cases/inspection/shares.js';
import { parseCaseNo } from '../../src/cases/kinds.js';
import { limitsInWords } from '../../src/cases/limits.js';
import { bold } from '../../src/cases/text.js';
import { refusalInWords } from '../../src/locales/index.js';
import { act } from '../../src/slack/act.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { type Message, noticeMessage } from '../../src/slack/messages/blocks.js';
import { modalOf, tellingModal } from '../../src/slack/modals/modal.js';
import type { SubmissionResult } from '../../src/slack/modals/submissions.js';
import { notThere } from '../shared/not-there.js';
import { openForm, type RegisterCommand, type RegisterForm, registerButton, targetOf } from '../shared/registers.js';

type Press = RegisterCommand['presses'][string];

/** What a step is about: `I-3 P-1_2`. */
async function itemOf({ desk }: Asked, target: string): Promise<{ inspection: Inspection; item: AskedItem } | undefined> {
  const [typed = '', key] = target.split(' ');
  const no = parseCaseNo(typed);
  const record = no && (await desk.cases.get(no));
  if (record?.kind !== 'inspection') return undefined;
  const inspection = record as object as Inspection;
  const item = askedIn(inspection.data).find((one) => one.key === key);
  return item && { inspection, item };
}

/** The first item that nobody answered, of the own share before the others'; after `skipped` if there is one behind it. */
function nextItem({ data }: Inspection, user: string, skipped?: string): AskedItem | undefined {
  const all = ownFirst(askedIn(data), data.shares, user);
  const from = all.findIndex(({ key }) => key === skipped) + 1;
  const isLeft = ({ result }: AskedItem): boolean => result === undefined;
  return all.slice(from).find(isLeft) ?? all.find((item) => isLeft(item) && item.key !== skipped);
}

/** One item with its buttons: an inspection is gone through one by one, by one or by several people. Rules G4–G7. */
function stepMessage({ no, data }: Inspection, item: AskedItem | undefined, { reader }: Asked): Message {
  const { t } = reader;
  const all = askedIn(data);
  const done = all.filter(({ result }) => result).length;
  if (!item)
    return noticeMessage(t(done === all.length ? 'inspection.allAnswered' : 'inspection.onlySkippedLeft', { no }), undefined, [], t);
  const { subject, item: check, key } = item;
  const limits = limitsInWords(check) ?? '';
  const target = `${no} ${key}`;
  const press = (action: string, style?: 'primary' | 'danger') =>
    registerButton('inspection', action, target, reader, style ? { style } : {});
  const buttons = check.answer === 'ok' ? [press('ok', 'primary'), press('notOk', 'danger')] : [press('enter', 'primary')];
  return noticeMessage(
    `${bold(`${no} · ${done + 1}/${all.length} · ${subject.name}`)}\n${check.question}`,
    [limits, check.expected].filter(Boolean).join(' · ') || undefined,
    [...buttons, press('skip')],
    t,
  );
}

/** Begins or goes on with going through an inspection one by one. */
export async function firstStep(asked: Asked, no: string): Promise<Message> {
  const parsed = parseCaseNo(no);
  const record = parsed && (await asked.desk.cases.get(parsed));
  if (record?.kind !== 'inspection')
    return noticeMessage(await notThere(asked, no, 'shared.refusal.noSuchCase'), undefined, [], asked.reader.t);
  const inspection = record as object as Inspection;
  return stepMessage(inspection, nextItem(inspection, asked.person.id), asked);
}

const AGAIN = Symbol('again');

/** Writes the answer to an item that stands as it was found; AGAIN when somebody answered it meanwhile. */
async function write(
  { desk, person, reader }: Asked,
  { inspection, item }: NonNullable<Awaited<ReturnType<typeof itemOf>>>,
  values: FormValues,
): Promise<Inspection | string | typeof AGAIN> {
  const isSame = ({ result }: AskedItem): boolean => JSON.stringify(result) === JSON.stringify(item.result);
  const done = await act(
    desk,
    person,
    inspection.no,
    'fill',
    (fresh) => {
      const stands = askedIn((fresh as object as Inspection).data).some((one) => one.key === item.key && isSame(one));
      return {
        values: { subject: item.subject.no, ...values },
        unless: stands ? undefined : refuse('changedMeanwhile', { no: inspection.no }),
      };
    },
    undefined,
  );
  if (!done.ok && done.code === 'changedMeanwhile') return AGAIN;
  return done.ok ? (done.case as object as Inspection) : refusalInWords(done, reader.now, reader.locale);
}

const ok: Press = async (asked, target) => {
  const found = await itemOf(asked, target);
  if (!found) return asked.answer(asked.reader.t('shared.trouble.gone'));
  const after = found.item.result ? found.inspection : await write(asked, found, { [answerField(found.item.key)]: 'ok' });
  if (after === AGAIN) return ok(asked, target, '');
  if (typeof after === 'string') return asked.answer(after);
  return asked.answer(stepMessage(after, nextItem(after, asked.person.id), asked), { replaces: true });
};

const skip: Press = async (asked, target) => {
  const found = await itemOf(asked, target);
  if (!found) return asked.answer(asked.reader.t('shared.trouble.gone'));
  return asked.answer(stepMessage(found.inspection, nextItem(found.inspection, asked.person.id, found.item.key), asked), {
    replaces: true,
  });
};

/** Opens one item as a modal; an exception says what was seen. */
const enters =
  (values: (key: string) => FormValues): Press =>
  async (asked, target, triggerId) =>
    openForm(asked, { name: 'inspection', forms: { item: ITEM } }, 'item', target, values(target.split(' ')[1] ?? ''), triggerId);

const itemForm = (item: AskedItem | undefined): Form => ({
  name: 'inspection.item',
  fields: item ? fieldsOf(item).map((field, n) => (n === 0 ? { ...field, isRequired: true } : field)) : [],
});

/** One item of an inspection; the next one follows in the same modal. */
export const ITEM: RegisterForm = {
  form: async (asked, target) => itemForm((await itemOf(asked, target))?.item),
  async above(asked, target) {
    const found = await itemOf(asked, target);
    return found ? [`${found.inspection.no} · ${found.item.subject.name}`] : [asked.reader.t('shared.trouble.gone')];
  },
  async known(asked, target) {
    const found = await itemOf(asked, target);
    return found && { values: answerOf(found.item), version: found.inspection.version, history: found.inspection.history };
  },
  async save(asked, target, values, _viewId, version): Promise<SubmissionResult | 'again'> {
    const { t, locale, now } = asked.reader;
    const found = await itemOf(asked, target);
    if (!found) return { show: tellingModal(t('inspection.press.item'), [t('shared.trouble.gone')], t) };
    if (version !== undefined && found.inspection.version !== version) return 'again';
    const after = await write(asked, found, values);
    if (after === AGAIN) return 'again';
    if (typeof after === 'string') return { errors: { [answerField(found.item.key)]: after } };
    const next = nextItem(after, asked.person.id);
    if (!next) return { show: tellingModal(t('shared.modal.done'), [t('inspection.allAnswered', { no: after.no })], t) };
    const metadata = targetOf(`${after.no} ${next.key}`, { at: now.toMillis(), shown: {} });
    const above = [`${after.no} · ${next.subject.name}`];
    return {
      show: modalOf(itemForm(next), {
        locale,
        now,
        t,
        values: {},
        title: t('inspection.press.item'),
        submit: t('shared.button.save'),
        metadata,
        above,
      }),
    };
  },
};

export const STEP_PRESSES: RegisterCommand['presses'] = {
  ok,
  skip,
  notOk: enters((key) => ({ [answerField(key)]: NOT_OK })),
  enter: enters(() => ({})),
};
