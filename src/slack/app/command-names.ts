/** Slack's own commands: a manifest that names one of them is refused whole. From Slack's help pages and what others met. */
const SLACKS_OWN: ReadonlySet<string> = new Set(
  `active anon apps archive away call canvas close collapse dm dnd expand feed feedback feature huddle invite join kick leave list me
   msg mute open part prefs pro remind remove rename search shortcuts shrug star status topic unarchive who`
    .split(/\s+/)
    .map((name) => `/${name}`),
);

/** Slack takes so many commands of one app. */
const MOST_COMMANDS = 50;
/** Lower case, digits and hyphens, at most 32 with the slash. */
const NAME = /^\/[a-z0-9-]{1,31}$/;

/** Why Slack would refuse a manifest with these commands, a line each; none when it takes them. */
export function commandProblems(commands: readonly string[]): string[] {
  const doubled = commands.filter((name, n) => commands.indexOf(name) !== n);
  return [
    ...commands.flatMap((name) => {
      if (SLACKS_OWN.has(name)) return [`${name} is a command of Slack’s own; give it another name`];
      return NAME.test(name) ? [] : [`${name} is no name that Slack takes: lower-case letters, digits and hyphens, at most 32 characters`];
    }),
    ...doubled.map((name) => `${name} stands there twice`),
    ...(commands.length > MOST_COMMANDS ? [`${commands.length} commands, Slack takes ${MOST_COMMANDS} of an app`] : []),
  ];
}
