import { z } from 'zod';
import { type Route, sendJson } from '../http.js';
import { askedOf } from './asked.js';

const wantedSchema = z.strictObject({ off: z.boolean() });

/** `POST /sandbox/bot {"off": true}`: switches the bot's machine off and on again, while Slack goes on without it. */
export const botRoute =
  (turn: (isOff: boolean) => Promise<void>): Route =>
  async (request, response, url) => {
    if (request.method !== 'POST' || url.pathname !== '/sandbox/bot') return false;
    const wanted = await askedOf(wantedSchema, request, response);
    if (!wanted) return true;
    await turn(wanted.off);
    sendJson(response, 200, { ok: true, bot: wanted.off ? 'off' : 'on' });
    return true;
  };
