import type { Remote } from '../../src/cases/remote/remote.js';
import { person } from '../../src/cases/text.js';
import { notThere } from '../shared/not-there.js';
import type { Subject } from '../subject.js';
import { REMOTE_PAPERS, sendConsents } from './consents.js';
import { REMOTE_FOLLOWS } from './follows.js';
import { ownSessions } from './home.js';
import { askFor, REMOTE, REMOTE_LISTS } from './remote.js';

/** Whoever ends a ticket is shown the session of it that is not over, how it stands, and whose it is. */
const notOver: NonNullable<Subject['reviews']>[string] = async (desk, record, { t }) => {
  const open = await desk.remotes.openOf(record.no);
  const list = open && `${open.no} ${t(`remote.state.${open.state}`)} ${person(open.owner)}`;
  return list ? { above: [t('remote.review.notOver', { list })] } : {};
};

/** Remote sessions: consent first, under the customer's eyes, only what was asked for. Rules C1, C2. */
export const remotes: Subject = {
  ...REMOTE,
  openForms: ['remote.ask'],
  lists: REMOTE_LISTS,
  views: {
    askForRemote: (asked, { no, triggerId }) => askFor(asked, no, triggerId),
    remoteWorkbook: async (asked, { no }) => {
      const record = await asked.desk.cases.get(no);
      return record?.kind === 'remote'
        ? sendConsents(asked, [record as never], no)
        : asked.answer(await notThere(asked, no, 'remote.refusal.noSuchCase'));
    },
  },
  reviews: { 'ticket.cancel': notOver, 'ticket.resolve': notOver },
  follows: REMOTE_FOLLOWS,
  papers: REMOTE_PAPERS,
  lookedUp: async (desk, record, { document }) =>
    document ? { calledNow: await desk.directory.calledNow((record as object as Remote).data) } : {},
  mentions: {
    allowClient: 'action',
    allowWatch: 'action',
    raise: 'action',
    start: 'action',
    more: 'action',
    disconnect: 'action',
    stillOn: 'action',
    end: 'action',
    nobodyThere: 'action',
    refused: 'action',
    withdrawn: 'action',
    unwatched: 'action',
    takeOver: 'action',
    handOver: 'action',
    consentSheet: 'action',
  },
  deskLines: {
    place: 45,
    async lines({ desk, reader }) {
      const open = await desk.remotes.open();
      const running = open.filter(({ state }) => state === 'running').length;
      return open.length > 0 ? [reader.t('remote.desk.open', { n: open.length, running })] : [];
    },
  },
  homeSections: [{ place: 45, blocks: ownSessions }],
};
