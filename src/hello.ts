import { translator } from './locales/index.js';
import type { Desk } from './slack/desk.js';
import { listButtons, noticeMessage } from './slack/messages/blocks.js';
import { failureOf } from './slack/outbox/delivery.js';

/** Held by whichever process says it; given up where it could not be said. */
const LEASE = 'hello';
const FOR_GOOD_MS = 100 * 365 * 24 * 3_600_000;

/** Says hello in the desk's channel and how to begin, once, while there is no case yet. What fails is logged, and the next start tries again. */
export async function sayHello({ cases, channels, client, leases, log, settings }: Desk): Promise<void> {
  if ((await cases.model.exists({ team: cases.team })) || !(await leases.take(LEASE, FOR_GOOD_MS))) return;
  const t = translator(settings.language);
  const help = listButtons([['desk help', t('shared.hello.help')]]);
  try {
    const channel = await channels.idOf('desk');
    await client.chat.postMessage({ channel, ...noticeMessage(t('shared.hello.sentence'), undefined, help, t) } as never);
  } catch (error) {
    await leases.giveUp(LEASE);
    log.warn({ reason: failureOf(error).reason }, 'hello could not be said in the desk’s channel');
  }
}
