import type { BlockAction } from '@slack/bolt';
import { person } from '../../src/cases/text.js';
import { answerer, attend, placeOf, threadOf } from '../../src/slack/app/handlers.js';
import type { Listeners } from '../../src/slack/app/listeners.js';
import type { Desk } from '../../src/slack/desk.js';
import { CASE_ACTION, context, REST, ROW_MENU } from '../../src/slack/messages/blocks.js';
import { readerOfChannel } from '../../src/slack/people/readers.js';
import type { List, Subject } from '../subject.js';
import { deskViewsOf, showNumber } from './desk.js';
import { SHARE } from './shareable.js';
import { subjectsOf } from './subjects.js';

/** The first word of what a button carries: the command without its slash, or `desk`. */
const commandOf = ({ command }: Subject): string => (command ?? '').slice(1);

function listsOf(desk: Desk, command: string): Readonly<Record<string, List>> {
  const subject = subjectsOf(desk).all.find((one) => commandOf(one) === command);
  return command === 'desk' ? deskViewsOf(desk) : (subject?.lists ?? {});
}

/** A list that may be shared, by command and word. */
function sharedList(desk: Desk, what: string): { list: List; rest: string } | undefined {
  const [command = '', word = '', ...rest] = what.split(' ');
  const list = listsOf(desk, command)[word || 'summary'];
  return list && { list, rest: rest.join(' ') };
}

/** A list that is shown on, shared or not. */
function anyList(desk: Desk, what: string): { list: List; rest: string } | undefined {
  const shared = sharedList(desk, what);
  if (shared) return shared;
  const [command = '', word = '', ...rest] = what.split(' ');
  const own = subjectsOf(desk).all.find((one) => commandOf(one) === command)?.ownLists;
  const list = own?.[word];
  if (list) return { list, rest: rest.join(' ') };
  const looked = own?.[''];
  return looked && { list: looked, rest: [word, ...rest].join(' ') };
}

/** Puts a list into the channel, opens its rows, and shows what one had no room for. */
export function listenToLists(app: Listeners, desk: Desk): void {
  app.action({ type: 'block_actions', action_id: `${CASE_ACTION}${SHARE}` }, async ({ body, action, ack, respond }) => {
    await ack();
    if (action.type !== 'button') return;
    const asked = sharedList(desk, action.value ?? '');
    const thread = threadOf(body);
    await attend(desk, body.user.id, answerer(desk, body.user.id, respond, undefined, thread), async (by) => {
      if (!asked) return by.answer(by.reader.t('shared.trouble.unknownPress'));
      // Everybody there reads it: in the channel's language, and with the name of who put it there.
      const reader = { ...readerOfChannel(desk), roles: by.reader.roles, user: by.person.id };
      const { text, blocks } = await asked.list({ ...by, reader }, asked.rest);
      const from = context(reader.t('shared.list.sharedBy', { by: person(by.person.id) }));
      const inThread = thread ? { thread_ts: thread } : {};
      await desk.newer.send({ text, blocks: [...blocks, from] }, (shape) =>
        respond({ response_type: 'in_channel', replace_original: false, ...shape, ...inThread }),
      );
    });
  });

  app.action<BlockAction>({ type: 'block_actions', action_id: ROW_MENU }, async ({ body, action, ack, respond }) => {
    await ack();
    if (action.type !== 'static_select') return;
    const no = action.selected_option?.value ?? '';
    const reply = answerer(desk, body.user.id, body.response_url ? respond : undefined, undefined, threadOf(body));
    await attend(desk, body.user.id, reply, async (by) => void (await showNumber(by, no, '', body.trigger_id)));
  });

  app.action({ type: 'block_actions', action_id: new RegExp(`^${CASE_ACTION}${REST}(\\.|$)`) }, async ({ body, action, ack, respond }) => {
    await ack();
    if (action.type !== 'button') return;
    const [from = '', ...what] = (action.value ?? '').split(' ');
    const asked = anyList(desk, what.join(' '));
    await attend(
      desk,
      body.user.id,
      answerer(desk, body.user.id, body.response_url ? respond : undefined, undefined, threadOf(body)),
      async (by) => {
        const list = asked && (await asked.list({ ...by, from: Math.max(0, Number(from) || 0), pressedIn: placeOf(body) }, asked.rest));
        await by.answer(list ?? by.reader.t('shared.trouble.unknownPress'));
      },
    );
  });
}
