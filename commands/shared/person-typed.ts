import { personCalled } from '../../src/cases/people-named.js';
import type { Desk } from '../../src/slack/desk.js';

/** The person that `@who` names in an escaped command. */
const mentionedIn = (text: string): string | undefined => /<@([UW][A-Z0-9]+)(?:\|[^>]*)?>/.exec(text)?.[1];

/** The person whom somebody named after a command: as Slack does, or by a name that one colleague has, with its @ or without, as on a phone. */
export async function personTyped({ people }: Pick<Desk, 'people'>, text: string): Promise<string | undefined> {
  const typed = text.trim();
  if (typed === '') return undefined;
  return mentionedIn(typed) ?? personCalled(typed, await people.colleagues());
}
