import { blockProblems } from './block-checks.js';
import { charactersIn, type Json, lengthOf, PLAIN, type Problems, problem, short, text } from './checks.js';
import { options } from './element-checks.js';
import { LIMITS } from './limits.js';

interface Verdict {
  readonly error: string;
  readonly messages?: Problems;
}

function metadataProblem(metadata: Json): Verdict | undefined {
  if (metadata === undefined) return undefined;
  if (typeof metadata?.event_type !== 'string' || typeof metadata.event_payload !== 'object') return { error: 'invalid_metadata_format' };
  return JSON.stringify(metadata).length > LIMITS.message.metadata ? { error: 'metadata_too_large' } : undefined;
}

/** What Slack would say against a message; undefined when it takes it. `unknown` are block types too new for it. */
export function messageProblem(message: Json, unknown: readonly string[] = []): Verdict | undefined {
  if (message.blocks !== undefined) {
    const messages = blockProblems(message.blocks, LIMITS.message.blocks, 'message', unknown);
    if (messages.length > 0) return { error: 'invalid_blocks', messages };
    if (charactersIn(message.blocks) > LIMITS.message.characters) return { error: 'msg_blocks_too_long' };
  }
  if (lengthOf(message.text) === 0 && !(message.blocks?.length > 0)) return { error: 'no_text' };
  if (lengthOf(message.text) > LIMITS.message.text) return { error: 'msg_too_long' };
  return metadataProblem(message.metadata);
}

/** What Slack would say against a view; undefined when it takes it. */
export function viewProblem(view: Json, unknown: readonly string[] = []): Required<Verdict> | undefined {
  const surface = view?.type === 'home' ? 'home' : 'modal';
  const problems = blockProblems(view?.blocks, LIMITS.view.blocks, surface, unknown);
  if (view?.type === 'modal') {
    text(problems, '/title', view.title, LIMITS.view.title, PLAIN);
    if (view.submit) text(problems, '/submit', view.submit, LIMITS.view.submit, PLAIN);
    if (view.close) text(problems, '/close', view.close, LIMITS.view.close, PLAIN);
    const hasInput = view.blocks?.some?.((block: Json) => block?.type === 'input');
    if (hasInput && !view.submit) problem(problems, '/submit', 'submit is required when an input block is within blocks');
  } else if (view?.type !== 'home') problem(problems, '/type', 'unsupported type');
  short(problems, '/private_metadata', view?.private_metadata, LIMITS.view.privateMetadata);
  short(problems, '/callback_id', view?.callback_id, LIMITS.view.callbackId);
  short(problems, '/external_id', view?.external_id, LIMITS.view.externalId);
  if (Buffer.byteLength(JSON.stringify(view ?? {})) > LIMITS.view.bytes) return { error: 'view_too_large', messages: [] };
  return problems.length > 0 ? { error: 'invalid_arguments', messages: problems } : undefined;
}

/** What Slack would say against the options that an app offers. */
export const optionsProblem = (given: Json): Problems => {
  const problems: Problems = [];
  if (!Array.isArray(given)) return ['[ERROR] options must be an array'];
  if (given.length > 0) options(problems, '/options', given, LIMITS.select.options);
  return problems;
};

/** What Slack would say against the field errors of a submission: each under an input of the view, and in words. */
export const errorsProblem = (errors: Json, view: Json): Problems => {
  const inputs = (view?.blocks ?? []).flatMap((block: Json) => (block.type === 'input' ? block.block_id : []));
  const problems: Problems = [];
  const entries = Object.entries(errors ?? {});
  if (entries.length === 0) problem(problems, '/errors', 'no errors');
  for (const [field, words] of entries) {
    if (!inputs.includes(field)) problem(problems, `/errors/${field}`, 'no input block of this id');
    if (typeof words !== 'string' || words === '') problem(problems, `/errors/${field}`, 'must be a string');
  }
  return problems;
};
