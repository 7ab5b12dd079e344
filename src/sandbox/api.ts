import type { IncomingMessage } from 'node:http';
import { type Route, readBody, sendJson } from '../http.js';
import type { Faults } from './faults.js';
import { type Answer, type MethodContext, no } from './method.js';
import { argumentProblem, scopeMissing, Tiers } from './method-rules.js';
import { METHODS } from './methods.js';
import type { Json } from './workspace.js';

/** Fields that travel as JSON in form-encoded calls. */
const JSON_FIELDS = ['blocks', 'view', 'metadata', 'attachments'];

function argsOf(request: IncomingMessage, body: string, url: URL): Json {
  if (request.headers['content-type']?.startsWith('application/json')) return JSON.parse(body || '{}');
  const fields: Json = Object.fromEntries([...url.searchParams, ...new URLSearchParams(body)]);
  for (const name of JSON_FIELDS) if (typeof fields[name] === 'string') fields[name] = JSON.parse(fields[name]);
  return fields;
}

/** Slack's Web API at `/api/<method>`: checks the token, the scope and the arguments, unless one of its faults strikes. */
export const apiRoute = (token: string, scopes: () => readonly string[], context: MethodContext, faults: Faults): Route => {
  const tiers = new Tiers();
  return async (request, response, url) => {
    if (!url.pathname.startsWith('/api/')) return false;
    const name = url.pathname.slice('/api/'.length);
    const args = argsOf(request, await readBody(request), url);
    const granted = scopes();
    const headers = { 'x-oauth-scopes': granted.join(',') };
    const method = METHODS[name];
    const { authorization } = request.headers;
    const needed = method?.scope && !granted.includes(method.scope) ? method.scope : undefined;
    const missing = needed ?? scopeMissing(name, args, context, granted);
    const restSeconds = context.messageGapMs() > 0 ? tiers.take(name, context.now()) : undefined;
    const refusal = !method
      ? no('unknown_method')
      : authorization !== `Bearer ${token}`
        ? no(authorization ? 'invalid_auth' : 'not_authed')
        : missing
          ? no('missing_scope', { needed: missing, provided: granted.join(',') })
          : restSeconds
            ? no('ratelimited', { retryAfter: restSeconds })
            : argumentProblem(name, args);
    const run = (): Answer => refusal ?? method?.run(args, context) ?? no('unknown_method');
    if (!refusal && faults.strikes(name, response, () => void run())) return true;
    const answer = run();
    if (!answer.ok) context.workspace.refusals.note(name, answer.error, answer.response_metadata?.messages);
    if (!answer.ok && answer.error === 'ratelimited')
      sendJson(response, 429, { ok: false, error: 'ratelimited' }, { ...headers, 'retry-after': String(answer.retryAfter ?? 1) });
    else sendJson(response, 200, answer, headers);
    return true;
  };
};
