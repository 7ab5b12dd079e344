import type { IncomingMessage, ServerResponse } from 'node:http';
import { parse as parseFields } from 'node:querystring';
import { readBytes, sendJson, TooLargeError } from '../../http.js';

/** Slack sends at most a view of 250 KB with its state; nothing of it comes near. */
const LARGEST_BYTES = 2 * 1024 * 1024;
/** Blocks within blocks within a view are some ten deep. */
const DEEPEST = 64;
/** As Slack asks: a request that was signed longer ago was recorded and is played again; one of tomorrow was never signed by Slack. */
const SIGNED_WITHIN_SECONDS = 5 * 60;

/** How deep braces and brackets stand within each other, without a parser that would have to go as deep. */
function isTooDeep(json: string): boolean {
  let depth = 0;
  let isText = false;
  for (let n = 0; n < json.length; n += 1) {
    const sign = json[n];
    if (isText && sign === '\\') n += 1;
    else if (sign === '"') isText = !isText;
    else if (!isText && (sign === '{' || sign === '[')) depth += 1;
    else if (!isText && (sign === '}' || sign === ']')) depth -= 1;
    if (depth > DEEPEST) return true;
  }
  return false;
}

/** Is this an object in JSON, which is all that Slack sends? `null`, a list, a number or a text is none. */
function isObject(json: string): boolean {
  if (isTooDeep(json)) return false;
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** Exactly so, since Bolt reads everything else as JSON. */
const FORM = 'application/x-www-form-urlencoded';
const fieldsOf = (body: string, contentType: string | undefined) => (contentType === FORM ? parseFields(body) : undefined);

/** Is a body one that Slack could have sent: fields of a form, with an object in `payload` if it is there, or an object in JSON? */
function isSlacks(body: string, contentType: string | undefined): boolean {
  const fields = fieldsOf(body, contentType);
  if (!fields) return isObject(body);
  return fields.payload === undefined || (typeof fields.payload === 'string' && isObject(fields.payload));
}

/** Was it signed about now? The signature itself is checked by Bolt. */
function isTimely(header: string | string[] | undefined): boolean {
  const seconds = typeof header === 'string' && /^\d{1,12}$/.test(header) ? Number(header) : Number.NaN;
  return Math.abs(Date.now() / 1000 - seconds) <= SIGNED_WITHIN_SECONDS;
}

/**
 * Lets through to Bolt what Slack can have sent: posted, signed within five minutes of now, not too large, an object. Bolt itself takes
 * any time ahead, and a body that is no object ends it. Answers whether it may go on; if not, it is answered.
 */
export async function admit(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  const refuse = (status: number, error: string, headers: Record<string, string> = {}): false => {
    sendJson(response, status, { ok: false, error }, { connection: 'close', ...headers });
    return false;
  };
  const contentType = request.headers['content-type'];
  const isCheck = (query: string): boolean => parseFields(query).ssl_check === '1';
  if (request.method === 'GET' && isCheck(request.url?.split('?')[1] ?? '')) {
    response.writeHead(200).end();
    return false;
  }
  if (request.method !== 'POST') return refuse(405, 'Slack posts its requests here', { allow: 'POST' });
  let body: Buffer;
  try {
    body = await readBytes(request, LARGEST_BYTES);
  } catch (error) {
    if (!(error instanceof TooLargeError)) throw error;
    return refuse(413, 'the request is too large');
  }
  const words = body.toString('utf8');
  // Slack looks at the certificate with a request that is not signed; Bolt takes nothing else out of it.
  const isUnsigned = contentType === FORM && isCheck(words);
  if (!isUnsigned && !isTimely(request.headers['x-slack-request-timestamp'])) return refuse(401, 'not signed within five minutes of now');
  if (!isSlacks(words, contentType)) return refuse(400, 'not what Slack sends');
  // Where Bolt looks for a body that somebody read before it.
  Object.assign(request, { rawBody: body });
  return true;
}
