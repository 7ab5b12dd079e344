import type { BlockAction } from '@slack/bolt';
import type { KnownBlock } from '@slack/types';
import { CALL_FORM, isFault } from '../../src/cases/call/form.js';
import type { CardButton, Reader } from '../../src/cases/card.js';
import type { CaseNo } from '../../src/cases/case.js';
import { type FormValues, LONGEST_TEXT, textIn } from '../../src/cases/form.js';
import { parseCaseNo } from '../../src/cases/kinds.js';
import { shorten } from '../../src/cases/text.js';
import { type Asked, answerer, attend } from '../../src/slack/app/handlers.js';
import type { Listeners } from '../../src/slack/app/listeners.js';
import type { Desk } from '../../src/slack/desk.js';
import { actionsBlock, CASE_ACTION, context, section } from '../../src/slack/messages/blocks.js';
import { rootOf } from '../../src/slack/modals/modal.js';
import type { Drawing, PressedView } from '../../src/slack/modals/redraws.js';
import { type Timely, timely } from '../../src/slack/modals/timely.js';
import { registerButton } from '../shared/registers.js';
import { subjectsOf } from '../shared/subjects.js';
import type { Recognised } from '../subject.js';
import type { Beginning } from './beginning.js';
import { enteredIn } from './entered.js';

/** Which known fault a call is logged with, and which are waved away for it: kept with what was typed, a field each, so that two presses at once both count. */
const CHOSEN = 'known';
const WAVED = 'waved:';
/** How outcome and category stood before a known fault was used. */
const BEFORE = 'before:';
const SET_BY_USE = ['outcome', 'category'] as const;
const FILLED_BY_USE = ['steps', 'cause', 'part', 'product'] as const;

/** The known fault that a call is logged with. */
export const chosenIn = (kept: FormValues): CaseNo | undefined => parseCaseNo(textIn(kept, CHOSEN) ?? '');

const wavedIn = (kept: FormValues): ReadonlySet<CaseNo> =>
  new Set(
    Object.keys(kept)
      .filter((name) => name.startsWith(WAVED))
      .map((name) => name.slice(WAVED.length) as CaseNo),
  );

/** What is known of the fault that is described, as far as it is there in time. */
export function knownOf(desk: Desk, reader: Reader, values: FormValues): Promise<Timely<readonly Recognised[]>> {
  const brought = isFault(values) ? subjectsOf(desk).each('known') : [];
  const said = { chosen: chosenIn(values), waved: wavedIn(values) };
  const finding = Promise.all(brought.map((known) => known.find(desk, reader, values, said)));
  return timely(
    desk,
    finding.then((found) => found.flat()),
    [],
  );
}

/** What whoever looked for what is known hears above the call log, which is drawn from its top: what was found stands below. */
export function answerOf(values: FormValues, found: readonly Recognised[], isLate: boolean, { t }: Reader): string[] {
  if (found.length > 0) return [t('call.known.found', { list: found.map(({ no }) => no).join(' ') })];
  if (!textIn(values, 'description')) return [t('call.known.describe')];
  return [t(isLate ? 'call.known.looking' : 'call.known.none')];
}

/** What is known, with what can be done with each, and the way to look anew. */
export function knownBlocks(desk: Desk, reader: Reader, values: FormValues, found: readonly Recognised[]): KnownBlock[] {
  if (!isFault(values) || subjectsOf(desk).each('known').length === 0) return [];
  const { t } = reader;
  const chosen = chosenIn(values);
  const first = found.find(({ hasFix }) => hasFix)?.no;
  const rows = found.flatMap(({ no, words, hasFix }): KnownBlock[] => {
    const isChosen = no === chosen;
    const press = (name: string, more: Partial<CardButton> = {}): CardButton => registerButton('call', name, no, reader, more);
    const uses = hasFix && !(isChosen && values.outcome === 'solved') ? [press('useIt', no === first ? { style: 'primary' } : {})] : [];
    const buttons = [...uses, ...(isChosen ? [] : [press('tryIt')]), press('notThis')];
    return [section(`${isChosen ? '🔗 ' : '• '}${words}`), ...actionsBlock(buttons, [], t)];
  });
  const look = registerButton('call', 'lookUp', 'known', reader);
  return [...(rows.length > 0 ? [context(t('call.known.title')), ...rows] : []), ...actionsBlock([look], [], t)];
}

/** What stands in the call log; what was filled in since it was pressed in is there too, but for the field that the person changed. */
export function standsIn(view: PressedView, filled: FormValues, changed = ''): FormValues {
  const { [changed]: _own, ...others } = filled;
  return { ...enteredIn(view), ...others };
}

const wasUsed = (values: FormValues): boolean => textIn(values, `${BEFORE}outcome`) !== undefined;

/** What stands in the form once a known fault is used: what was typed stays, before what the entry says. */
function used(values: FormValues, filled: FormValues): FormValues {
  const [typed, known] = [textIn(values, 'steps'), textIn(filled, 'steps')];
  const steps = typed && known && !typed.includes(known) ? shorten(`${typed}\n${known}`, LONGEST_TEXT) : (typed ?? known);
  const blanks = FILLED_BY_USE.filter((name) => !textIn(values, name) && textIn(filled, name));
  return {
    ...values,
    ...Object.fromEntries(blanks.map((name) => [name, filled[name]])),
    steps,
    category: filled.category ?? values.category,
    outcome: 'solved',
    ...(wasUsed(values) ? {} : Object.fromEntries(SET_BY_USE.map((name) => [`${BEFORE}${name}`, values[name] ?? '']))),
  };
}

/** What stands in the form once what was used turned out to be another fault: as before, but for what was typed. */
function unused(values: FormValues, filled: FormValues): FormValues {
  const typed = textIn(values, 'steps');
  const known = textIn(filled, 'steps');
  const rest = typed && known && typed.endsWith(known) ? typed.slice(0, -known.length).trimEnd() : typed;
  const others = FILLED_BY_USE.filter((name) => name !== 'steps' && values[name] === filled[name]);
  return {
    ...values,
    ...Object.fromEntries(others.map((name) => [name, ''])),
    steps: rest ?? '',
    ...Object.fromEntries(SET_BY_USE.map((name) => [name, textIn(values, `${BEFORE}${name}`) ?? ''])),
    ...Object.fromEntries(SET_BY_USE.map((name) => [`${BEFORE}${name}`, ''])),
  };
}

/** The call log with these values: with fields that begin anew, or as they stand. */
type Draw = (asked: Asked, view: PressedView, begin: Beginning, isAnew: boolean) => Promise<Drawing>;

/** A press on what is known, in the call log as it stands; `filled` is what was filled in since. */
interface Press {
  readonly name: string;
  readonly target: string;
  readonly filled: FormValues;
}

async function pressed(asked: Asked, view: PressedView, { name: press, target, filled: since }: Press, draw: Draw): Promise<Drawing> {
  const { desk, reader } = asked;
  const { t } = reader;
  const shown = standsIn(view, since);
  const keep = async (more: FormValues = {}): Promise<FormValues> => {
    const given = { ...shown, ...more };
    return { ...(await desk.drafts.keep(rootOf(view), given)).values, ...given };
  };
  const no = parseCaseNo(target);
  if (press === 'lookUp' || !no) return draw(asked, view, { values: await keep(), isLookedUp: true }, false);
  if (press === 'tryIt') return draw(asked, view, { values: await keep({ [CHOSEN]: no }) }, false);
  const fill = async (fault: CaseNo): Promise<FormValues | undefined> =>
    (
      await Promise.all(
        subjectsOf(desk)
          .each('known')
          .map((known) => known.fill(desk, reader, fault)),
      )
    ).find((one) => one !== undefined);
  const stood = await keep(press === 'notThis' ? { [`${WAVED}${no}`]: 'waved' } : {});
  const chosen = chosenIn(stood);
  // What another one filled in goes with it.
  const undone = chosen && wasUsed(stood) && (press === 'notThis' ? chosen === no : chosen !== no) ? await fill(chosen) : undefined;
  const values = undone ? unused(stood, undone) : stood;
  if (press === 'notThis') {
    const after = { ...values, ...(chosen === no ? { [CHOSEN]: '' } : {}) };
    return draw(asked, view, { values: await keep(after) }, undone !== undefined);
  }
  const filled = await fill(no);
  if (!filled)
    return draw(asked, view, { values: await keep({ [`${WAVED}${no}`]: 'waved' }), told: [t('call.known.gone', { no })] }, false);
  return draw(asked, view, { values: await keep({ ...used(values, filled), [CHOSEN]: no }), told: [t('call.known.used', { no })] }, true);
}

const PRESSES = ['useIt', 'tryIt', 'notThis', 'lookUp'] as const;

/** Listens to what is done in the call log with what is known of the fault. */
export function listenToKnown(app: Listeners, desk: Desk, draw: Draw): void {
  const named = new RegExp(`^${CASE_ACTION}call\\.(${PRESSES.join('|')})$`);
  app.action<BlockAction>({ type: 'block_actions', action_id: named }, async ({ body, action, ack }) => {
    await ack();
    const { view } = body;
    if (view?.callback_id !== CALL_FORM.name || action.type !== 'button') return;
    const press = { name: named.exec(action.action_id)?.[1] ?? '', target: action.value ?? '' };
    await attend(desk, body.user.id, answerer(desk, body.user.id, undefined), (asked) =>
      desk.redraws.draw(view, action.action_ts, (newest, filled) => pressed(asked, newest, { ...press, filled }, draw)),
    );
  });
}
