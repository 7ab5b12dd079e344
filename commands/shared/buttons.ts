import type { BlockAction, RespondFn } from '@slack/bolt';
import type { CardButton } from '../../src/cases/card.js';
import type { CaseNo, Refusal } from '../../src/cases/case.js';
import { type Form, type FormValues, formOn, isRequired, lacksOptions } from '../../src/cases/form.js';
import { kindOfNo, parseCaseNo } from '../../src/cases/kinds.js';
import { actionOf, mayDo, mayPress } from '../../src/cases/workflow.js';
import { refusalInWords } from '../../src/locales/index.js';
import { act } from '../../src/slack/act.js';
import { type Asked, answerer, attend, placeOf, threadOf } from '../../src/slack/app/handlers.js';
import type { Listeners } from '../../src/slack/app/listeners.js';
import type { Desk } from '../../src/slack/desk.js';
import { endGone, goneUnder, isGone } from '../../src/slack/gone.js';
import { CASE_ACTION, CASE_MENU, noticeMessage } from '../../src/slack/messages/blocks.js';
import { openIfAny } from '../../src/slack/modals/views.js';
import { policyNow } from '../../src/slack/people/policy.js';
import type { CasePress } from '../subject.js';
import { viewOf } from './case-views.js';
import { confirm } from './confirm.js';
import { actionModal } from './forms.js';
import { withNumbersRecorded } from './numbers.js';
import { subjectsOf } from './subjects.js';

/** A press on a case, and which action it is. */
interface Press extends CasePress {
  readonly action: string;
  /** What of the case the button is about, besides its number. */
  readonly detail: string;
  /** The message it was pressed in, if it was one. */
  readonly ts?: string | undefined;
  /** Takes off that message what can be pressed on a case that is gone, and says why. */
  ends(why: Refusal): Promise<void>;
}

/** Does every field that must be chosen offer something? */
const hasChoices = ({ fields }: Form): boolean => fields.every((field) => !isRequired(field, {}) || !lacksOptions(field));

async function pressed(asked: Asked, press: Press): Promise<void> {
  const { desk, person, reader } = asked;
  const kind = kindOfNo(press.no);
  const action = kind && actionOf(kind, press.action);
  const view = viewOf(desk, kind, press.action);
  const gone = view && !(await desk.cases.get(press.no)) ? await goneUnder(desk, press.no) : undefined;
  if (gone) await press.ends(gone);
  if (view) return view(asked, press);
  const form = action?.form;
  if (form && mayDo(person.roles, action)) {
    let refusal: Refusal | undefined;
    const build = async () => {
      const record = await desk.cases.get(press.no);
      refusal = record && action.unless?.(record, { actor: person, policy: await policyNow(desk) });
      // Where nothing is left to choose there is no form to open: the case's own refusal says why.
      const isOpened = record && !refusal && action.from.includes(record.state) && hasChoices(formOn(form, record, {}));
      if (!isOpened) return undefined;
      return withNumbersRecorded(
        asked,
        press.no,
        press.key,
        await actionModal(desk, reader, record, press.action, undefined, press.detail),
      );
    };
    if (await openIfAny(desk, press.triggerId, reader.t, build, press.isInModal)) return;
    if (refusal) return asked.answer(noticeMessage(refusalInWords(refusal, reader.now, reader.locale), undefined, [], reader.t));
  }
  const track = press.detail === '' ? {} : { track: press.detail };
  const input = { ...track, ...(action ? await besidesOf(asked, press, kind?.name) : {}) };
  const result = await act(desk, person, press.no, press.action, input, press.key);
  if (!result.ok) {
    if (isGone(result)) await press.ends(result);
    const offers = await offered(asked, press.no, result.offers ?? []);
    return asked.answer(noticeMessage(refusalInWords(result, reader.now, reader.locale), undefined, offers, reader.t));
  }
  await confirm(asked, press.action, result.case, press.ts);
}

/** The presses beside a refusal: of this case as it names them, of another only what may be done there now. */
async function offered({ desk, reader }: Asked, own: CaseNo, offers: NonNullable<Refusal['offers']>): Promise<CardButton[]> {
  const buttons = offers.map(async (offer): Promise<CardButton[]> => {
    const { no, action } = typeof offer === 'string' ? { no: own, action: offer } : offer;
    const kind = kindOfNo(no);
    if (!kind || !actionOf(kind, action)) return [];
    const label = reader.t(`${kind.name}.action.${action}`);
    if (no === own) return [{ action, label, value: no }];
    const other = await desk.cases.get(no);
    return other && mayPress(kind, other, action, reader) ? [{ action, label: `${no} · ${label}`, value: no }] : [];
  });
  return (await Promise.all(buttons)).flat();
}

/** What its subject knows that a press without a form is decided by, besides its case. */
async function besidesOf({ desk, reader }: Asked, { no, action }: Press, kind = ''): Promise<FormValues> {
  const objects = subjectsOf(desk).find('objections', `${kind}.${action}`);
  const record = objects && (await desk.cases.get(no));
  const objection = record && (await objects({ desk, reader, record, values: {}, asked: undefined, blocks: [] }));
  return objection && 'values' in objection ? objection.values : {};
}

export function listenToPresses(app: Listeners, desk: Desk): void {
  const answererTo = (body: BlockAction, respond: RespondFn): Asked['answer'] =>
    answerer(desk, body.user.id, body.response_url ? respond : undefined, undefined, threadOf(body));
  const listen = async (body: BlockAction, target: string, action: string, answer: Asked['answer']): Promise<void> => {
    const [number = '', ...detail] = target.split(' ');
    const no = parseCaseNo(number);
    const actionTs = body.actions[0]?.action_ts ?? '';
    await attend(desk, body.user.id, answer, async (asked) => {
      if (!no) return asked.answer(asked.reader.t('shared.refusal.notANumber', { no: target }));
      await pressed(asked, {
        no,
        action,
        detail: detail.join(' '),
        isInModal: body.view?.type === 'modal',
        triggerId: body.trigger_id,
        key: `press:${body.user.id}:${actionTs}`,
        ts: body.message?.ts,
        async ends(why) {
          const place = placeOf(body);
          const locale = place?.channel.startsWith('D') ? asked.reader.locale : desk.settings.language;
          if (place) await endGone(desk, place, body.message ?? {}, { why, no, locale });
        },
      });
    });
  };

  app.action<BlockAction>(
    { type: 'block_actions', action_id: new RegExp(`^${CASE_ACTION}(?!share$|rest$)[^.]+$`) },
    async ({ body, action, ack, respond }) => {
      await ack();
      if (action.type !== 'button') return;
      await listen(body, action.value ?? '', action.action_id.slice(CASE_ACTION.length), answererTo(body, respond));
    },
  );

  app.action<BlockAction>({ type: 'block_actions', action_id: CASE_MENU }, async ({ body, action, ack, respond }) => {
    await ack();
    if (action.type !== 'static_select') return;
    // Whoever opened the menu and chose nothing asked for nothing.
    if (!action.selected_option) return;
    const [name = '', target = ''] = action.selected_option.value.split(' ');
    await listen(body, target, name, answererTo(body, respond));
  });
}
