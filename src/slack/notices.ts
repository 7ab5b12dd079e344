import type { CardButton, Reader } from '../cases/card.js';
import type { Case, Notice } from '../cases/case.js';
import { link, maskedPhone, person, shorten } from '../cases/text.js';
import { paramsInWords } from '../locales/index.js';
import { durationInWords, timeInWords } from '../time/wording.js';
import { type Message, noticeMessage } from './blocks.js';

/** A notice sent later than this after its time says so. */
const LATE_AFTER_MS = 2 * 60_000;

/** What stands in every sentence: number, customer, owner, and of a deadline its time and how far off it is. */
function paramsOf(c: Case<object>, notice: Notice, reader: Reader): Record<string, string | number> {
  const data: Record<string, unknown> = { ...c.data };
  const { locale, now, t } = reader;
  const customer = [data.customer, data.site].filter(Boolean).join(' · ');
  const at = notice.deadline?.promisedAt ?? c.dueAt;
  const ms = at ? at.getTime() - now.toMillis() : 0;
  const span = at ? durationInWords(ms, locale) : '';
  return {
    no: c.no,
    customer,
    owner: person(c.owner),
    priority: String(data.priority ?? ''),
    caller: [data.callerName, data.callerTitle].filter(Boolean).join(' '),
    phone: typeof data.phone === 'string' ? maskedPhone(data.phone) : '',
    fault: shorten(String(data.description ?? data.text ?? ''), 200),
    at: at ? timeInWords(at, now, locale) : '',
    span: at ? t(ms < 0 ? 'span.ago' : 'span.ahead', { span }) : '',
    ...paramsInWords(notice.params, now, locale),
  };
}

const button = (action: string, c: Case<object>, { t }: Reader, style?: 'primary'): CardButton => ({
  action,
  label: t(`action.${action}`),
  value: c.no,
  ...(style ? { style } : {}),
});

/** The buttons that help with a notice: an alarm is answered, snoozed or explained; a case handed over is accepted. */
function buttonsOf(c: Case<object>, notice: Notice, reader: Reader): CardButton[] {
  if (notice.deadline && c.kind === 'message') return [button('gotIt', c, reader, 'primary'), button('showPhone', c, reader)];
  if (notice.deadline?.track.startsWith('callback#'))
    return [button('calledBack', c, reader, 'primary'), button('snooze', c, reader), button('open', c, reader)];
  if (notice.deadline)
    return [button('onIt', c, reader, 'primary'), button('snooze', c, reader), button('why', c, reader), button('open', c, reader)];
  if (notice.say === 'handedToYou') return [button('accept', c, reader, 'primary'), button('open', c, reader)];
  return notice.to.kind === 'person' || notice.to.kind === 'channel' ? [button('open', c, reader)] : [];
}

/** A notice that was held up says by how long. */
function lateness(notice: Notice, { now, locale, t }: Reader): string | undefined {
  const ms = notice.deadline ? now.toMillis() - notice.deadline.dueAt.getTime() : 0;
  return ms > LATE_AFTER_MS ? t('notice.heldUp', { span: durationInWords(ms, locale) }) : undefined;
}

/** A notice as its reader gets it. */
export function renderNotice(c: Case<object>, notice: Notice, reader: Reader, threadUrl: string | undefined): Message {
  const { t } = reader;
  const sentence = t(`notice.${notice.say}`, paramsOf(c, notice, reader));
  const extra = [lateness(notice, reader), threadUrl && notice.to.kind !== 'thread' ? link(threadUrl, t('notice.toThread')) : undefined]
    .filter(Boolean)
    .join(' · ');
  return noticeMessage(sentence, extra || undefined, buttonsOf(c, notice, reader), t);
}

/** One line of a digest. */
export function digestLine(c: Case<object>, notice: Notice, reader: Reader, threadUrl: string | undefined): string {
  const words = reader.t(`notice.${notice.say}`, paramsOf(c, notice, reader));
  return `${threadUrl ? link(threadUrl, c.no) : c.no}: ${shorten(words.split('\n')[0] ?? '', 180)}`;
}
