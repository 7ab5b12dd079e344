import type { IncomingMessage, ServerResponse } from 'node:http';
import type { z } from 'zod';
import { type Route, sendJson, TooLargeError } from '../http.js';
import { readJson } from './read-json.js';

type Issue = z.core.$ZodIssue;

const NOT_JSON = 'the body is no JSON object';

/** The fields that a shape lacks. */
const lackingIn = (issues: readonly Issue[], given: object): string[] =>
  issues.flatMap(({ path: [field, ...inner] }) =>
    field !== undefined && inner.length === 0 && !Object.hasOwn(given, field) ? [String(field)] : [],
  );

/** The fields that a shape does not have. */
const unknownIn = (issues: readonly Issue[]): string[] =>
  issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key].join('.')) : []));

/** Of several shapes the one that was meant; where none lacks fewer fields than the others, what each would need. */
function ofShapes(shapes: readonly (readonly Issue[])[], given: object): string[] {
  const lacking = shapes.map((issues) => lackingIn(issues, given));
  const least = Math.min(...lacking.map(({ length }) => length));
  const near = shapes.filter((_, n) => lacking[n]?.length === least);
  const [meant = [], ...others] = near;
  if (others.length > 0 && least === 0) return [`these do not go together: ${[...new Set(near.flatMap(unknownIn))].join(', ')}`];
  if (others.length === 0) return meant.flatMap((issue) => linesOf(issue, given));
  return [`one of these is needed: ${near.map((issues) => lackingIn(issues, given).join(' and ')).join(', ')}`];
}

function linesOf(issue: Issue, given: object): string[] {
  if (issue.code === 'invalid_union' && issue.errors.length > 0) return ofShapes(issue.errors, given);
  if (issue.code === 'unrecognized_keys') return unknownIn([issue]).map((field) => `${field}: not known here`);
  return [`${issue.path.join('.')}: ${issue.message.replace(/^Invalid input: /, '')}`];
}

/** What was not understood, field by field, with what is expected there. */
const notUnderstood = ({ issues }: z.ZodError, given: object): string =>
  [...new Set(issues.flatMap((issue) => linesOf(issue, given)))].join('; ');

/** What a request to the sandbox itself asks for; undefined after it was answered with what was not understood. */
export async function askedOf<Schema extends z.ZodType>(
  schema: Schema,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<z.output<Schema> | undefined> {
  const body = await readJson(request);
  const asked = schema.safeParse(body);
  if (asked.success) return asked.data;
  sendJson(response, 400, { ok: false, error: body ? notUnderstood(asked.error, body) : NOT_JSON });
  return undefined;
}

/** Whatever such a request meets in the bot is said in a sentence, by `inWords`. */
export const inSentences =
  (route: Route, inWords: (error: unknown) => string): Route =>
  async (request, response, url) => {
    try {
      return await route(request, response, url);
    } catch (error) {
      if (response.headersSent || !request.complete || error instanceof TooLargeError) throw error;
      sendJson(response, 503, { ok: false, error: inWords(error) });
      return true;
    }
  };
