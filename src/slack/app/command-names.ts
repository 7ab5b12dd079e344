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

/** Under which names this workspace registered the desk's commands. */
export interface CommandNames {
  /** The desk's own name of a command as Slack brings it: `/ticket` for `/fb-ticket`. */
  ownOf(registered: string): string;
  /** What people type for the desk's own name: `/fb-ticket`, or `/fb-desk ticket` where only that one is registered. */
  typed(own: string): string;
}

/**
 * Reads from a manifest's commands what stands before all of them. `own`: the desk's names. Throws when a command is none of the
 * desk's, or when they do not begin alike.
 */
export function commandNames(own: readonly string[], registered: readonly string[], desk = '/desk'): CommandNames {
  const bare = [...own].map((name) => name.slice(1)).sort((a, b) => b.length - a.length);
  const prefixes = new Set(
    registered.map((name) => {
      const found = bare.find((one) => name === `/${one}` || (/-$/.test(name.slice(1, -one.length)) && name.endsWith(one)));
      if (found === undefined)
        throw new Error(`the manifest names ${name}, which is no command of Fieldbell: make it anew with npm run manifest`);
      return name.slice(1, name.length - found.length);
    }),
  );
  if (prefixes.size > 1)
    throw new Error(
      `the commands of the manifest do not begin alike (${[...prefixes].map((one) => `"${one}"`).join(', ')}): make it anew with npm run manifest`,
    );
  const [prefix = ''] = prefixes;
  const named = (name: string): string => `/${prefix}${name.slice(1)}`;
  const has = (name: string): boolean => registered.includes(named(name));
  return {
    ownOf: (name) => (name.startsWith(`/${prefix}`) ? `/${name.slice(1 + prefix.length)}` : name),
    typed: (name) => (has(name) || !has(desk) ? named(name) : `${named(desk)} ${name.slice(1)}`),
  };
}
