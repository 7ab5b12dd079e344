import type { Outcome } from './outcome.js';
import { errorsProblem, viewProblem } from './verdicts.js';
import { makeView, redraw } from './view-methods.js';
import type { Json, SandboxView, Workspace } from './workspace.js';

/** What Slack does with the app's answer to a submission: errors below the fields, another view in its place or above it, or none. */
export function applyAnswer(workspace: Workspace, view: SandboxView, body: Json): Outcome {
  const stack = workspace.modals.get(view.user) ?? [];
  const action = body?.response_action;
  if (action === 'errors') {
    const problems = errorsProblem(body.errors, view.body);
    if (problems.length > 0) {
      workspace.refusals.note('submission', 'invalid_errors', problems);
      view.failure = 'We had some trouble connecting. Try again?';
      workspace.changed();
      return { ok: false, error: view.failure };
    }
    view.errors = body.errors;
    workspace.changed();
    return { ok: false, errors: body.errors };
  }
  if (action === 'update' || action === 'push') {
    const problem = viewProblem(body.view, workspace.unknownBlocks);
    if (problem) {
      workspace.refusals.note('submission', problem.error, problem.messages);
      view.failure = `${problem.error}: ${problem.messages.join(' ')}`;
      workspace.changed();
      return { ok: false, error: view.failure };
    }
    if (action === 'update') redraw(workspace, view, body.view);
    else workspace.modals.set(view.user, [...stack, makeView(workspace, view.user, body.view, view)]);
    workspace.changed();
    return { ok: true };
  }
  workspace.modals.set(view.user, action === 'clear' ? [] : stack.filter((other) => other !== view));
  workspace.changed();
  return { ok: true };
}
