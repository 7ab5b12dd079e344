import { CALL_FORM } from '../../src/cases/call/form.js';
import { kindOfNo, parseCaseNo } from '../../src/cases/kinds.js';
import { phonesIn } from '../../src/cases/phones.js';
import { byWord } from '../../src/cases/table.js';
import { maskedPhone } from '../../src/cases/text.js';
import { actionsBlock } from '../../src/slack/messages/blocks.js';
import { answerCase } from '../shared/case-views.js';
import { HELP, listAsked, listsInWords, withLists } from '../shared/list-words.js';
import { shareable } from '../shared/shareable.js';
import type { Subject } from '../subject.js';
import { BEGINNING, startingValues } from './beginning.js';
import { listenToCallLog, openCallLog } from './call.js';
import { logDescribed, offerToLog } from './described.js';
import { callLog, makeTicket, unreadInShort, unreadMessages } from './log.js';
import { CALL_SHORTCUTS, listenToShortcuts } from './shortcuts.js';

const CALL_LISTS = byWord({ log: callLog, messages: unreadMessages });
const LISTS = listsInWords('call', CALL_LISTS);

/** The call log: where everything begins. Rules A1, B1, B2. */
export const calls: Subject = {
  name: 'call',
  command: '/newcall',
  also: ['/call'],
  async answer(asked, text, triggerId) {
    const [word = '', ...rest] = text.trim().split(/\s+/);
    const no = parseCaseNo(word);
    if (no && kindOfNo(no)?.name === 'call') return answerCase(asked, no, rest, triggerId);
    if (HELP[text.trim().toLowerCase()])
      return asked.answer(withLists(asked.reader.t('call.help.newcall'), 'call', 'newcall', ['log', 'messages'], asked.reader));
    const named = listAsked(LISTS, text);
    if (!named) return openCallLog(asked, triggerId, startingValues(asked.desk, text, asked.reader));
    await asked.answer(shareable(await named.list(asked, named.rest), `newcall ${named.word} ${named.rest}`.trim(), asked.reader.t));
  },
  lists: CALL_LISTS,
  figures: {
    messages: {
      place: 61,
      standing: 'waiting',
      list: 'newcall messages',
      count: ({ desk }) => desk.calls.countUnread(),
      few: unreadInShort,
    },
  },
  views: { makeTicket },
  presses: {
    new: (asked, _target, triggerId) => openCallLog(asked, triggerId, Promise.resolve({ values: BEGINNING })),
    from: (asked, phone, triggerId) => openCallLog(asked, triggerId, startingValues(asked.desk, phone, asked.reader)),
    described: logDescribed,
  },
  openForms: [CALL_FORM.name],
  named: { customer: { find: (desk, typed) => desk.directory.nameOf(typed), missing: 'shared.invalid.notThere' } },
  described: offerToLog,
  offers: ({ reader: { t } }, typed) =>
    phonesIn(typed).map((phone) => ({ action: 'call.from', label: t('call.press.from', { phone: maskedPhone(phone) }), value: phone })),
  helpLists: { log: { page: 'agent', place: 30, list: 'newcall log' } },
  homeSections: [
    {
      place: 0,
      blocks: async ({ reader: { t } }) =>
        actionsBlock([{ action: 'call.new', label: t('call.title'), value: 'new', style: 'primary' }], [], t),
    },
  ],
  shortcuts: CALL_SHORTCUTS,
  listen(app, desk) {
    listenToCallLog(app, desk);
    listenToShortcuts(app, desk);
  },
};
