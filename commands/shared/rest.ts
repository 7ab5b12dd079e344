import { byWord } from '../../src/cases/table.js';
import { type Asked, answerer, attend, threadOf } from '../../src/slack/app/handlers.js';
import { CASE_ACTION, type Message, REST } from '../../src/slack/messages/blocks.js';
import { listDevices } from '../devices/device.js';
import { showLights } from '../devices/lights.js';
import { listPlans } from '../duties/duty.js';
import { listProjects } from '../inspections/project.js';
import type { Entry } from '../registry.js';
import { SHARED } from './share.js';

type List = (asked: Asked, rest: string) => Promise<Message>;
/** Lists that are not shared, by command and word; an empty word stands for whatever else was typed. */
const OTHERS: Readonly<Record<string, Readonly<Record<string, List>>>> = byWord({
  project: byWord<List>({ list: listProjects }),
  duty: byWord<List>({ list: listPlans }),
  device: byWord<List>({ lights: showLights }),
});

/** The list that was asked for by these words. */
function listOf(what: string): ((asked: Asked) => Promise<Message>) | undefined {
  const [command = '', word = '', ...more] = what.split(' ');
  const list = SHARED[command]?.[word] ?? OTHERS[command]?.[word];
  if (list) return (asked) => list(asked, more.join(' '));
  return command === 'device' ? (asked) => listDevices(asked, [word, ...more].join(' ')) : undefined;
}

/** Shows what a list had no room for. */
export const rest: Entry = {
  register(app, desk) {
    app.action({ type: 'block_actions', action_id: `${CASE_ACTION}${REST}` }, async ({ body, action, ack, respond }) => {
      await ack();
      if (action.type !== 'button') return;
      const [from = '', ...what] = (action.value ?? '').split(' ');
      const list = listOf(what.join(' '));
      await attend(desk, body.user.id, answerer(desk, body.user.id, respond, undefined, threadOf(body)), async (asked) => {
        await asked.answer(
          list ? await list({ ...asked, from: Math.max(0, Number(from) || 0) }) : asked.reader.t('shared.trouble.unknownPress'),
        );
      });
    });
  },
};
