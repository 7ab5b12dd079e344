import { z } from 'zod';
import { type Route, sendJson } from '../http.js';
import { askedOf } from './asked.js';
import { BLOCK_TYPES } from './block-checks.js';
import type { Files } from './files.js';
import { deleteFile } from './message-methods.js';
import { changePerson, personSchema } from './people.js';
import { changeChannel, changeGroup, channelSchema, groupSchema } from './places.js';
import type { Workspace } from './workspace.js';

/** A change of the sandbox's world: what it takes, and what it does. */
const change = <Schema extends z.ZodType>(
  schema: Schema,
  run: (workspace: Workspace, given: z.output<Schema>, files: Files) => object,
) => ({
  schema,
  run: (workspace: Workspace, given: unknown, files: Files): object => run(workspace, given as z.output<Schema>, files),
});

const CHANGES: Readonly<Record<string, ReturnType<typeof change>>> = {
  people: change(personSchema, changePerson),
  channels: change(channelSchema, changeChannel),
  groups: change(groupSchema, changeGroup),
  deletedFile: change(z.strictObject({ file: z.string() }), (workspace, { file }, files) => deleteFile({ file }, { workspace, files })),
  client: change(z.strictObject({ unknownBlocks: z.array(z.enum(BLOCK_TYPES)) }), (workspace, given) => {
    workspace.unknownBlocks = given.unknownBlocks;
    workspace.changed();
    return {};
  }),
};

/** Who is there, which channels and groups, and what the clients can show: what an administrator of Slack may change under the bot. */
export const worldRoute =
  (workspace: Workspace, files: Files): Route =>
  async (request, response, url) => {
    const found = request.method === 'POST' ? CHANGES[url.pathname.slice('/sandbox/'.length)] : undefined;
    if (!found || !url.pathname.startsWith('/sandbox/')) return false;
    const given = await askedOf(found.schema, request, response);
    if (given === undefined) return true;
    const outcome = found.run(workspace, given, files);
    const isRefused = 'error' in outcome;
    sendJson(response, isRefused ? 400 : 200, { ok: !isRefused, ...outcome });
    return true;
  };
