import { z } from 'zod';
import { type Route, sendJson } from '../http.js';
import { readJson } from './read-json.js';

const wantedSchema = z.object({ off: z.boolean() });

/** `POST /sandbox/bot {"off": true}`: switches the bot's machine off and on again, while Slack goes on without it. */
export const botRoute =
  (turn: (isOff: boolean) => Promise<void>): Route =>
  async (request, response, url) => {
    if (request.method !== 'POST' || url.pathname !== '/sandbox/bot') return false;
    const wanted = wantedSchema.safeParse(await readJson(request));
    if (!wanted.success) sendJson(response, 400, { ok: false, error: z.prettifyError(wanted.error) });
    else {
      await turn(wanted.data.off);
      sendJson(response, 200, { ok: true, bot: wanted.data.off ? 'off' : 'on' });
    }
    return true;
  };
