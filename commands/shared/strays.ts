import { translator } from '../../src/locales/index.js';
import { answerer, attend } from '../../src/slack/app/handlers.js';
import type { Listeners } from '../../src/slack/app/listeners.js';
import type { Desk } from '../../src/slack/desk.js';
import { tellingModal } from '../../src/slack/modals/modal.js';

/** Answers what nothing listens to any more: a button, form or shortcut of another version. Unanswered, Slack would only show that the app failed. */
export function listenToStrays(app: Listeners, desk: Desk): void {
  app.otherwise('action', async ({ body, ack, respond }) => {
    await ack();
    const answer = answerer(desk, body.user.id, body.response_url ? respond : undefined);
    await attend(desk, body.user.id, answer, (asked) => asked.answer(asked.reader.t('shared.trouble.unknownPress')));
  });
  app.otherwise('shortcut', async ({ body, ack }) => {
    await ack();
    await attend(desk, body.user.id, answerer(desk, body.user.id, undefined), (asked) =>
      asked.answer(asked.reader.t('shared.trouble.unknownPress')),
    );
  });
  app.otherwise('view', async ({ body, ack }) => {
    if (body.type !== 'view_submission') return ack();
    const { locale } = await desk.people.find(body.user.id);
    const t = translator(locale);
    await ack({ response_action: 'update', view: tellingModal(t('shared.modal.failed'), [t('shared.trouble.unknownForm')], t) });
  });
  app.otherwise('options', ({ ack }) => ack({ options: [] }));
}
