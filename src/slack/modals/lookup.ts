import type { Option } from '@slack/types';
import type { Listeners } from '../app/listeners.js';
import type { Desk } from '../desk.js';
import { plain } from '../messages/blocks.js';
import { failureOf } from '../outbox/delivery.js';
import type { Person } from '../people/people.js';

/** Slack shows at most so many options. */
const MOST_OPTIONS = 100;
const LONGEST = 75;

/** What somebody looks up: what he typed, in which field of which form, and what stands in the form. */
export interface LookedUp {
  readonly person: Person;
  readonly field: string;
  readonly typed: string;
  readonly values: unknown;
  /** What the modal remembers. */
  readonly metadata: string;
}

interface Lookup {
  /** May he see what this form offers? */
  mayUse(desk: Desk, person: Person, callbackId: string): Promise<boolean>;
  /** What is offered, as value with label. */
  find(looked: LookedUp): Promise<readonly (readonly [value: string, label: string])[]>;
}

/** What can be offered, each value once; what is stored so that it cannot is left out, and logged. */
function optionsOf(desk: Desk, found: readonly (readonly [string, string])[]): Option[] {
  const once = new Map(found.map((one) => [one[0], one] as const));
  return [...once.values()].flatMap(([value, label]): Option[] => {
    const isText = typeof value === 'string' && value !== '' && typeof label === 'string';
    if (!isText) desk.log.error({ about: value }, 'an entry cannot be offered: it is stored wrongly');
    return isText ? [{ text: plain(label, LONGEST), value }] : [];
  });
}

/** Answers the look-ups of these fields; nothing to whoever may not use the form, and nothing when it fails. */
export function onLookup(app: Listeners, desk: Desk, field: RegExp, { mayUse, find }: Lookup): void {
  app.options<'block_suggestion'>({ type: 'block_suggestion', block_id: field, action_id: 'value' }, async ({ payload, body, ack }) => {
    const offered = async () => {
      const person = await desk.people.find(body.user.id);
      if (!(await mayUse(desk, person, body.view?.callback_id ?? ''))) return [];
      return find({
        person,
        field: payload.block_id,
        typed: payload.value,
        values: body.view?.state.values ?? {},
        metadata: body.view?.private_metadata ?? '',
      });
    };
    const found = await offered().catch((error: unknown) => {
      desk.log.error({ err: error, reason: failureOf(error).reason, user: body.user.id }, 'a look-up failed');
      return [];
    });
    await ack({ options: optionsOf(desk, found.slice(0, MOST_OPTIONS)) });
  });
}
