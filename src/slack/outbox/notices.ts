import { calledAs } from '../../cases/called.js';
import type { CardButton, Reader } from '../../cases/card.js';
import { type Case, CLOCK, type Notice } from '../../cases/case.js';
import { kindNamed, kindOf } from '../../cases/kinds.js';
import { onScreen } from '../../cases/moment.js';
import { ownerInWords } from '../../cases/owner.js';
import { maskedPhones } from '../../cases/phones.js';
import { mattersOf, partsOf } from '../../cases/sounding.js';
import { glance, link, moment, person, placeOf, shorten, unformatted } from '../../cases/text.js';
import { mayPress } from '../../cases/workflow.js';
import { hasText } from '../../locales/index.js';
import { distanceInWords, durationInWords, timeInWords } from '../../time/wording.js';
import { type Message, noticeMessage } from '../messages/blocks.js';

/** So much of a notice stands in a digest, marks included. */
const MOST_OF_A_LINE = 220;
/** So much says what a case is about where many stand in one line. */
const MOST_OF_A_NAME = 24;
/** A notice sent later than this after its time says so. */
const LATE_AFTER_MS = 2 * 60_000;

/** What stands in every sentence: number, customer, owner, and of a deadline its time and how far off it is. */
function paramsOf(c: Case<object>, notice: Notice, reader: Reader): Record<string, string | number> {
  const params = allParamsOf(c, notice, reader);
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, typeof value === 'string' ? unformatted(value) : value]));
}

function allParamsOf(c: Case<object>, notice: Notice, reader: Reader): Record<string, string | number> {
  const data: Record<string, unknown> = { ...c.data };
  const { locale, now, t } = reader;
  const customer = placeOf(data);
  const at = notice.deadline?.promisedAt ?? c.dueAt;
  const ms = at ? at.getTime() - now.toMillis() : 0;
  const span = at ? distanceInWords(ms, locale) : '';
  return {
    no: c.no,
    customer,
    what: customer,
    owner: ownerInWords(c.owner, t),
    priority: String(data.priority ?? ''),
    fault: glance(String(data.description ?? data.text ?? '')),
    ...kindNamed(c.kind)?.noticeParams?.(c, reader, notice.params),
    caller: calledAs(data),
    phone: typeof data.phone === 'string' ? maskedPhones(data.phone) : '',
    at: at ? onScreen(at, reader) : '',
    span: at ? moment(at, t(ms < 0 ? 'shared.span.ago' : 'shared.span.ahead', { span }), 'ago') : '',
    decidedAt: onScreen(notice.createdAt, reader),
    ...Object.fromEntries(
      Object.entries(notice.params).map(([name, value]) => [name, value instanceof Date ? onScreen(value, reader) : value]),
    ),
  };
}

const button = (action: string, c: Case<object>, { t }: Reader, style?: 'primary'): CardButton => ({
  action,
  label: t(`${c.kind}.action.${action}`),
  value: c.no,
  ...(style ? { style } : {}),
});

/** What "remind me again" means, in milliseconds. */
const SNOOZE_MS = 30 * 60_000;

/** Is there anything to be reminded of after half an hour, before it is due or long after? */
const maySnooze = ({ deadline }: Notice, { now }: Reader): boolean => {
  const left = deadline ? deadline.promisedAt.getTime() - now.toMillis() : 0;
  return left <= 0 || left > SNOOZE_MS;
};

/** The buttons that help with a notice and that its reader may press, the likeliest first. */
const buttonsOf = (c: Case<object>, notice: Notice, reader: Reader): CardButton[] =>
  kindOf(c)
    .helps(notice, c)
    .filter((name) => mayPress(kindOf(c), c, name, reader))
    .filter((name) => name !== 'snooze' || maySnooze(notice, reader))
    .map((name, n) => button(name, c, reader, n === 0 && name !== 'open' ? 'primary' : undefined))
    // The one that is pressed is meant, whatever else sounds by then.
    .map((one) => (one.action === 'snooze' && notice.deadline ? { ...one, value: `${c.no} ${notice.deadline.track}` } : one));

/** When somebody last did something with a case before a moment: until then nothing of it was held up, whatever was due already when he did. */
const lastPressAt = ({ history }: Pick<Case, 'history'>, before: Date): number =>
  history.findLast(({ by, at }) => by !== CLOCK.id && at <= before)?.at.getTime() ?? 0;

/**
 * A notice that was held up says by how long, if it is one that was to be told at once; one that waited for the morning says since when. What
 * it waited for others of its sort is nothing that held it up.
 */
function lateness(c: Case<object>, { deadline, isUrgent, createdAt, held }: Notice, { now, locale, t }: Reader): string | undefined {
  if (held && deadline?.list) return undefined;
  if (held && !held.isTogether && held.until > createdAt) return t('shared.notice.waited', { at: timeInWords(createdAt, now, locale) });
  const dueAt = deadline?.dueAt ?? (isUrgent ? createdAt : undefined);
  const waited = Math.max(0, (held?.until ?? createdAt).getTime() - createdAt.getTime());
  const ms = dueAt ? now.toMillis() - Math.max(dueAt.getTime(), lastPressAt(c, createdAt)) - waited : 0;
  return ms > LATE_AFTER_MS ? t('shared.notice.heldUp', { span: durationInWords(ms, locale) }) : undefined;
}

/** What must be told although something in its case, or in it, is stored wrongly. */
const brokenSentence = ({ no }: Case<object>, { t }: Reader): string => t('shared.broken.notice', { no });

/** What may fail in what is stored; `failed` hears of it, and `otherwise` stands for it. */
function attempted<T>(work: () => T, otherwise: T, failed: (error: unknown) => void): T {
  try {
    return work();
  } catch (error) {
    failed(error);
    return otherwise;
  }
}

/** What a notice says: to whoever is to do it his own words, where the sentence for all others tells them what he or they should do. */
function sentenceKey(c: Case<object>, { to, say }: Notice, { locale }: Reader): string {
  const own = `${c.kind}.noticeOwn.${say}`;
  const isDoer = to.kind === 'person' && (kindOf(c).isToDoer?.({ say }, c, to.user) ?? to.user === c.owner);
  return isDoer && hasText(own, locale) ? own : `${c.kind}.notice.${say}`;
}

/** A notice as its reader gets it. One that cannot be put into words says that there is one: `failed` hears why. */
export function renderNotice(
  c: Case<object>,
  notice: Notice,
  reader: Reader,
  threadUrl: string | undefined,
  more: Readonly<Record<string, string>>,
  failed: (error: unknown) => void,
): Message {
  const { t } = reader;
  const sentenceOf = (part: Notice): string =>
    attempted(
      () => t(sentenceKey(c, { ...part, to: notice.to }, reader), { ...paramsOf(c, part, reader), ...more }),
      brokenSentence(c, reader),
      failed,
    );
  const [first = '', ...others] = partsOf(notice).map(sentenceOf);
  const sentence = [first, ...others.map((other) => other.split('\n')[0])].join('\n');
  const { meantFor } = notice.params;
  const instead = typeof meantFor === 'string' ? t('shared.notice.meantFor', { who: person(meantFor) }) : undefined;
  const extra = [
    instead,
    lateness(c, notice, reader),
    threadUrl && notice.to.kind !== 'thread' ? link(threadUrl, t('shared.notice.toThread')) : undefined,
  ]
    .filter(Boolean)
    .join(' · ');
  return noticeMessage(
    sentence,
    extra || undefined,
    attempted(() => buttonsOf(c, notice, reader), [], failed),
    t,
  );
}

/** The presses that answer a notice where it is a row of many: one for each thing that it tells. */
export function pressesOf(c: Case<object>, notice: Notice, reader: Reader, failed: (error: unknown) => void): CardButton[] {
  const { answersInRow } = kindOf(c);
  const likeliest = mattersOf(notice).flatMap((matter) =>
    attempted(() => buttonsOf(c, matter, reader).slice(0, answersInRow?.(matter) ?? 1), [], failed),
  );
  return [...new Map(likeliest.map((press) => [press.action, press])).values()];
}

/** What a row of a list says of a notice: the loudest of what it tells, with its number as the way to its card; `failed` hears why it cannot be put into words. */
export function digestLine(
  c: Case<object>,
  notice: Notice,
  reader: Reader,
  threadUrl: string | undefined,
  more: Readonly<Record<string, string>>,
  failed: (error: unknown) => void,
): string {
  const no = threadUrl ? link(threadUrl, c.no) : c.no;
  // Its number stands once, and leads to its card.
  const own = new RegExp(`(?<![\\w-])${c.no}(?!\\w)`);
  const words = attempted(
    () => reader.t(sentenceKey(c, notice, reader), { ...paramsOf(c, notice, reader), ...more }),
    brokenSentence(c, reader),
    failed,
  );
  const line = shorten(words.split('\n')[0] ?? '', MOST_OF_A_LINE);
  return own.test(line) ? line.replace(own, () => no) : `${no}: ${line}`;
}

/** What a case is about behind its number, where many stand in one line. */
export function nameOf(c: Case<object>, reader: Reader, threadUrl: string | undefined): string {
  const about = (): string => kindNamed(c.kind)?.noticeParams?.(c, reader, {}).what ?? placeOf({ ...c.data });
  const what = attempted(about, '', () => {});
  return [threadUrl ? link(threadUrl, c.no) : c.no, unformatted(shorten(what, MOST_OF_A_NAME))].filter(Boolean).join(' ');
}
