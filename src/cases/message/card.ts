import { buttonOf } from '../buttons.js';
import { calledAs } from '../called.js';
import type { Card, Reader } from '../card.js';
import { onScreen } from '../moment.js';
import { maskedPhones, phonesOf } from '../phones.js';
import { person } from '../text.js';
import { type Message, messageKind } from './workflow.js';

/** The message as its receiver sees it in the direct message of the bot. Rule B4. */
export function messageCard(message: Message, reader: Reader): Card {
  const { t } = reader;
  const { customer, callerName, callerTitle, phone, takenBy, text } = message.data;
  const caller = calledAs({ callerName, callerTitle });
  const lines = [
    { label: t('message.card.for'), value: person(message.data.for) },
    { label: t('shared.card.caller'), value: customer ? caller : '' },
    { label: t('message.card.phone'), value: phone ? maskedPhones(phone) : '' },
    { label: t('message.card.takenBy'), value: person(takenBy) },
  ];
  const due = message.isOpen ? message.dueAt : undefined;
  const isLate = due !== undefined && due < reader.now.toJSDate();
  const state = t(`message.state.${message.state}`);
  const buttons = message.state === 'open' ? ['gotIt', 'showPhone', 'cancel'] : ['showPhone'];
  return {
    title: [t('message.card.messageTitle', { no: message.no }), customer ?? caller].filter(Boolean).join(' · '),
    standing: isLate ? 'late' : message.isOpen ? 'waiting' : message.state === 'cancelled' ? 'undone' : 'kept',
    status: isLate ? t('shared.card.statusLate', { state }) : state,
    promise: due && t(`message.promise.${isLate ? 'was' : 'next'}`, { at: onScreen(due, reader, 'both') }),
    lines: lines.filter(({ value }) => value !== ''),
    body: text,
    buttons: buttons
      .filter((name) => name !== 'showPhone' || phonesOf(message).length > 0)
      .map((name) => buttonOf(messageKind, message.no, name, t)),
    menu: [
      ...(message.state === 'cancelled' ? [] : [buttonOf(messageKind, message.no, 'edit', t)]),
      ...['makeTicket', 'history'].map((action) => ({ action, label: t(`message.action.${action}`), value: message.no })),
    ],
  };
}
