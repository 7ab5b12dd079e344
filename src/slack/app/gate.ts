import type { App } from '@slack/bolt';
import { LOCALES, translator } from '../../locales/index.js';
import type { Log } from '../../log.js';
import { plain, section } from '../messages/blocks.js';
import { failureOf } from '../outbox/delivery.js';
import type { Installation } from '../outbox/standing.js';

type Facts = Readonly<Record<string, unknown>>;

/** A workspace or organisation as a request names it. */
interface Named {
  readonly team: unknown;
  readonly enterprise: unknown;
}

const factsOf = (value: unknown): Facts => (typeof value === 'object' && value !== null ? (value as Facts) : {});
const idOf = (value: unknown): unknown => (typeof value === 'string' ? value : factsOf(value).id);

/**
 * For which installations a request was sent. In a shared channel the outer team of an event is where the channel came from, and of
 * a modal where the person is: what the app is installed in stands in `authorizations` and `app_installed_team_id`. A request of
 * an installation for a whole organisation has no team.
 */
function installationsOf(body: Facts): Named[] {
  const authorizations = Array.isArray(body.authorizations) ? body.authorizations.map(factsOf) : [];
  if (authorizations.length > 0) return authorizations.map(({ team_id, enterprise_id }) => ({ team: team_id, enterprise: enterprise_id }));
  const enterprise = idOf(body.enterprise) ?? body.enterprise_id;
  const installed = factsOf(body.view).app_installed_team_id;
  if (typeof installed === 'string') return [{ team: installed, enterprise }];
  return [{ team: idOf(body.team) ?? body.team_id, enterprise }];
}

/** Is a request for our installation? One that names neither our workspace nor our organisation is not. */
export const isForUs = (body: Facts, { id, enterprise }: Installation): boolean =>
  installationsOf(body).some((named) => named.team === id || (enterprise !== undefined && named.enterprise === enterprise));

/** Says it in every language: whose it is we do not look up. */
const sentence = (): string => LOCALES.map((locale) => translator(locale)('shared.refusal.notInstalled')).join('\n');

/** Each kind of request as Slack takes a refusal of it. */
function refusalOf(body: Facts): unknown {
  const text = sentence();
  if (typeof body.command === 'string') return { response_type: 'ephemeral', text };
  if (body.type === 'block_suggestion') return { options: [] };
  if (body.type !== 'view_submission') return undefined;
  const view = { type: 'modal', callback_id: 'tell', title: plain('Fieldbell', 24), blocks: [section(text)] };
  return { response_action: 'update', view };
}

type Ack = (answer?: unknown) => Promise<void>;
type Respond = (answer: object) => Promise<void>;

/**
 * Lets in only what was sent for our installation: a request of another workspace is told that the bot is not installed there,
 * before anything is read.
 */
export function keepGate(app: App, installation: Installation, log: Log): void {
  app.use(async ({ next, body, ...others }) => {
    const facts = body as object as Facts;
    if (isForUs(facts, installation)) return next();
    log.warn({ type: facts.type ?? 'command' }, 'a request of another workspace was refused');
    const { ack, respond } = others as { ack?: Ack; respond?: Respond };
    await ack?.(refusalOf(facts));
    const isPressed = facts.type === 'block_actions' || facts.type === 'message_action';
    if (isPressed && respond && typeof facts.response_url === 'string')
      await respond({ response_type: 'ephemeral', replace_original: false, text: sentence() }).catch((error: unknown) =>
        log.warn({ reason: failureOf(error).reason }, 'whoever asked in another workspace could not be told'),
      );
  });
}
