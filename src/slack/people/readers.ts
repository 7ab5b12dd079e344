import type { DateTime } from 'luxon';
import type { Reader } from '../../cases/card.js';
import type { Case, Home } from '../../cases/case.js';
import { kindOf } from '../../cases/kinds.js';
import { link } from '../../cases/text.js';
import { LOCALES, translator } from '../../locales/index.js';
import type { Settings } from '../../settings.js';
import type { CaseRecord } from '../../store/cases.js';
import type { Clock } from '../../time/clock.js';
import { saidZoneOf, zoneOf } from '../../time/zone.js';
import type { Channels } from './channels.js';
import type { Person } from './people.js';

/** Now at the desk, for somebody: where his own clock shows another time, what is said in the desk's names its zone. */
function nowFor(now: DateTime, { timeZone }: Person): DateTime {
  const own = timeZone === undefined ? undefined : zoneOf(timeZone);
  const isAbroad = own?.isValid === true && own.offset(now.toMillis()) !== now.offset;
  return isAbroad && now.zoneName ? now.setZone(saidZoneOf(now.zoneName)) : now;
}

const TONGUES = LOCALES.map(translator);

/** A person as a reader: his language, his roles, the desk's time. */
export const readerFor = ({ clock, settings }: { readonly clock: Clock; readonly settings: Settings }, person: Person): Reader => ({
  locale: person.locale,
  now: nowFor(clock.now(), person),
  t: translator(person.locale),
  roles: person.roles,
  user: person.id,
  groups: person.groups,
  isOnlyLeader: person.isOnlyLeader,
  tongues: TONGUES,
  mapUrl: settings.mapUrl,
});

/** A channel as a reader: the language of the settings, and nobody's roles. */
export const readerOfChannel = ({ clock, settings }: { readonly clock: Clock; readonly settings: Settings }): Reader => ({
  locale: settings.language,
  now: clock.now(),
  t: translator(settings.language),
  tongues: TONGUES,
  mapUrl: settings.mapUrl,
});

/** A link to a message, which every member of the workspace can open. */
export const permalink = ({ team }: { readonly team: { readonly url: string } }, home: { channel: string; ts: string }): string =>
  `${team.url}archives/${home.channel}/p${home.ts.replace('.', '')}`;

/** What links are made from. */
export interface Linking {
  readonly team: { readonly url: string };
  readonly channels: Pick<Channels, 'leadsTo'>;
}

/** The way to a card, as long as the channel in which it stands is there. Rule S16. */
export const wayTo = (parts: Linking, home: Pick<Home, 'channel' | 'ts'> | undefined): string | undefined =>
  home && parts.channels.leadsTo(home.channel) ? permalink(parts, home) : undefined;

/** Where each of these has its card, if it has one: for the numbers of a list. */
export const linksTo = (parts: Linking, entries: readonly object[]): (string | undefined)[] =>
  entries.map((entry) => wayTo(parts, (entry as { readonly home?: Home }).home));

/** A case as it is stored: with its card, once that is posted. */
type Carded = Case<object> & Pick<Partial<CaseRecord>, 'home'>;

/** The number of a case in a sentence: the way to its card, where its reader can go there. */
export function numberOf(desk: Linking, record: Carded, reader: Pick<Reader, 'user'>): string {
  const url = cardLink(desk, record, reader);
  return url ? link(url, record.no) : record.no;
}

/** The way to the card of a case, for whoever can go there: a card in somebody's direct channel leads nobody else there. `home`: where it is. */
export function cardLink(desk: Linking, record: Carded, { user }: Pick<Reader, 'user'>, home = record.home): string | undefined {
  const belongs = kindOf(record).home(record);
  const isAnothers = belongs !== undefined && 'person' in belongs && belongs.person !== user;
  return isAnothers ? undefined : wayTo(desk, home);
}
