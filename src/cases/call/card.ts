import { buttonOf } from '../buttons.js';
import type { Card, Reader } from '../card.js';
import { onScreen } from '../moment.js';
import { maskedPhones, phonesOf } from '../phones.js';
import { person } from '../text.js';
import { type Call, callKind } from './workflow.js';

/** A call that left nothing to do, for whoever asks for it: what it was, and the ways to set it right. */
export function callCard(call: Call, reader: Reader): Card {
  const { t } = reader;
  const { customer, callerName, phone, pointedTo, outcome, description } = call.data;
  const lines = [
    { label: t('shared.card.caller'), value: [callerName, phone ? maskedPhones(phone) : ''].filter(Boolean).join(' · ') },
    { label: t('call.field.pointedTo'), value: pointedTo ?? '' },
    { label: t('call.card.takenBy'), value: `${person(call.owner)} ${onScreen(call.openedAt, reader)}` },
  ];
  const seen = phonesOf(call).length > 0 ? ['showPhone'] : [];
  const view = (action: string) => ({ action, label: t(`call.action.${action}`), value: call.no });
  return {
    title: [call.no, customer, t(`call.outcome.${outcome}`)].filter(Boolean).join(' · '),
    standing: 'kept',
    status: t(`call.state.${call.state}`),
    lines: lines.filter(({ value }) => value !== ''),
    body: description,
    buttons: [view('makeTicket'), ...['edit', ...seen, 'note'].map((name) => buttonOf(callKind, call.no, name, t))],
    menu: [view('history')],
  };
}
