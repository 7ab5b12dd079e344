import type { IncomingMessage } from 'node:http';
import { readBody } from '../http.js';

/** The JSON object in a request to the sandbox itself, `{}` without a body; undefined for whatever else was sent. */
export async function readJson(request: IncomingMessage): Promise<object | undefined> {
  try {
    const body: unknown = JSON.parse((await readBody(request)) || '{}');
    return typeof body === 'object' && body !== null ? body : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
