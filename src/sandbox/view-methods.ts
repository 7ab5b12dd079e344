import { valuesAfter } from './inputs.js';
import { LIMITS } from './limits.js';
import { type Answer, invalid, type MethodContext, no } from './method.js';
import { viewProblem } from './verdicts.js';
import { BOT, type Json, type SandboxView, type Workspace } from './workspace.js';

/** A view as Slack hands it to the app. */
export const viewJson = (view: SandboxView): Json => ({
  id: view.id,
  team_id: BOT.team,
  ...view.body,
  private_metadata: view.body.private_metadata ?? '',
  callback_id: view.body.callback_id ?? '',
  external_id: view.body.external_id ?? '',
  state: { values: view.values },
  hash: view.hash,
  root_view_id: view.rootId,
  previous_view_id: view.previousId,
  app_id: BOT.app,
  bot_id: BOT.bot,
  app_installed_team_id: BOT.team,
});

const hashOf = (): string => `${Math.floor(Date.now() / 1000)}.${Math.random().toString(36).slice(2, 10)}`;

/** A new view of the app's body; missing ids are generated. */
export function makeView(workspace: Workspace, user: string, body: Json, below: SandboxView | undefined): SandboxView {
  const id = workspace.nextId('V');
  const complete = { ...body, blocks: withActionIds(workspace, workspace.withBlockIds(body.blocks)) };
  return {
    id,
    hash: hashOf(),
    user,
    rootId: below?.rootId ?? id,
    previousId: below?.id ?? null,
    body: complete,
    values: valuesAfter(complete, {}),
    errors: {},
  };
}

/** Puts another body into a view: the id stays, the hash changes, what was typed stays where block and action stay. */
export function redraw(workspace: Workspace, view: SandboxView, body: Json): void {
  view.body = { ...body, blocks: withActionIds(workspace, workspace.withBlockIds(body.blocks)) };
  view.values = valuesAfter(view.body, view.values);
  view.hash = hashOf();
  view.errors = {};
  delete view.failure;
  workspace.changed();
}

const withActionIds = (workspace: Workspace, blocks: Json[]): Json[] =>
  blocks.map((block) =>
    block.type === 'input'
      ? { ...block, element: { ...block.element, action_id: block.element.action_id ?? `a${workspace.nextId('').slice(-11)}` } }
      : block,
  );

export function openView(args: Json, { workspace, triggers }: MethodContext, isPush: boolean): Answer {
  const problem = viewProblem(args.view, workspace.unknownBlocks);
  if (problem) return invalid(problem);
  if (args.view.type !== 'modal') return no('invalid_arguments');
  const trigger = triggers.take(String(args.trigger_id ?? ''));
  if ('error' in trigger) return no(trigger.error);
  const stack = workspace.modals.get(trigger.user) ?? [];
  const below = isPush ? stack.at(-1) : undefined;
  if (isPush && !below) return no('not_found');
  if (isPush && stack.length >= LIMITS.view.stack) return no('push_limit_reached');
  const view = makeView(workspace, trigger.user, args.view, below);
  workspace.modals.set(trigger.user, isPush ? [...stack, view] : [view]);
  workspace.changed();
  return { ok: true, view: viewJson(view) };
}

export function updateView(args: Json, { workspace }: MethodContext): Answer {
  const problem = viewProblem(args.view, workspace.unknownBlocks);
  if (problem) return invalid(problem);
  const view = args.view_id
    ? workspace.view(args.view_id)
    : [...workspace.modals.values()].flat().find(({ body }) => args.external_id && body.external_id === args.external_id);
  if (!view) return no('not_found');
  if (args.hash && args.hash !== view.hash) return no('hash_conflict');
  redraw(workspace, view, args.view);
  return { ok: true, view: viewJson(view) };
}

export function publishView(args: Json, { workspace }: MethodContext): Answer {
  const problem = viewProblem(args.view, workspace.unknownBlocks);
  if (problem) return invalid(problem);
  if (args.view.type !== 'home') return no('invalid_arguments');
  if (!workspace.person(args.user_id)) return no('user_not_found');
  const known = workspace.homes.get(args.user_id);
  if (args.hash && known && args.hash !== known.hash) return no('hash_conflict');
  if (known) redraw(workspace, known, args.view);
  else workspace.homes.set(args.user_id, makeView(workspace, args.user_id, args.view, undefined));
  workspace.changed();
  const view = workspace.homes.get(args.user_id);
  return view ? { ok: true, view: viewJson(view) } : no('internal_error');
}
