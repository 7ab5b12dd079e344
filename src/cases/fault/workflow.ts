import type { DateTime } from 'luxon';
import { type CaseNo, CLOCK, type Refusal, refuse } from '../case.js';
import type { Circumstances, NoticeDraft } from '../circumstances.js';
import { type FormValues, textIn } from '../form.js';
import type { CaseKind, Decided } from '../rules.js';
import { openCase } from '../settle.js';
import { toPerson } from '../telling.js';
import { person } from '../text.js';
import { faultDeadlines } from './deadlines.js';
import { EVERYBODY, WORKERS } from './everybody.js';
import {
  FAULT_STATES,
  type Fault,
  type FaultData,
  type FaultState,
  type FaultWords,
  OPEN_FAULT_STATES,
  SAID,
  TONGUES,
  type Tongue,
} from './fault.js';
import { FAULT_FORMS } from './form.js';
import { type FaultAction, type FaultChange, linking } from './linking.js';
import { failuresSince, takenBackSince, waitingOn, withEvent, worked } from './links.js';
import { quietAgain, spikeHelps, tellsOfSpike } from './spike.js';
import { hasFix, titleInBoth } from './words.js';

/** So many tickets hear that there is a fix. */
const MOST_TOLD = 100;

/** What a sheet may say of an entry. */
const IN_SHEETS = ['product', 'category', 'part', ...TONGUES.flatMap((tongue) => SAID.map((name) => `${name}${tongue}`))];

const wordsIn = (input: FormValues, tongues: readonly Tongue[]): FaultWords =>
  Object.fromEntries(tongues.flatMap((tongue) => SAID.map((name) => [`${name}${tongue}`, textIn(input, `${name}${tongue}`)])));
const aboutIn = (input: FormValues): Pick<FaultData, 'product' | 'category' | 'part'> => ({
  product: textIn(input, 'product'),
  category: textIn(input, 'category') ?? 'other',
  part: textIn(input, 'part'),
});

/** What a new entry comes from besides what was written. */
export interface FaultOrigin {
  /** The ticket in which it was met; `isUsed`: and solved. */
  readonly ticket?: CaseNo | undefined;
  readonly isUsed?: boolean | undefined;
  readonly shipped?: string | undefined;
}

/** A fault that is written down: with a fix, or to be worked on. Rule C3. */
export function writeFault(
  values: FormValues,
  origin: FaultOrigin,
  start: { readonly team: string; readonly seq: number },
  circumstances: Circumstances,
): Decided<FaultData, FaultState> {
  const { actor, now } = circumstances;
  const at = now.toJSDate();
  const words = wordsIn(values, TONGUES);
  const isFixed = hasFix(words);
  const { ticket, isUsed, shipped } = origin;
  const data: FaultData = {
    ...words,
    ...aboutIn(values),
    // Nobody of the desk wrote what is shipped: anybody may validate it.
    ...(isFixed ? { fixedAt: at, ...(shipped ? {} : { fixedBy: actor.id }) } : {}),
    ...(shipped ? { shipped } : {}),
    links: ticket ? withEvent({}, ticket, isUsed ? 'used' : 'linked', at, actor.id) : {},
    past: { used: 0, failed: 0 },
    lookedAt: at,
    looks: 1,
  };
  const no = `F-${start.seq}`;
  const say: NoticeDraft[] = ticket ? [{ to: { kind: 'case', no: ticket }, say: 'faultLinked', params: { fault: no } }] : [];
  return openCase(
    faultKind,
    { ...start, state: isFixed ? 'notValidated' : 'inWork', owner: shipped ? CLOCK.id : actor.id, data, say },
    circumstances,
  );
}

/** Somebody looked at it: what it failed before does not count any more. */
const looked = ({ data }: Fault, now: DateTime): Partial<FaultData> => ({ lookedAt: now.toJSDate(), looks: data.looks + 1 });

/** It has a fix now: the owners of the tickets that hang on it hear of it, once. */
function fixed({ no, data }: Fault, after: FaultData, { actor, now }: Circumstances): FaultChange {
  const at = now.toJSDate();
  const told = data.fixedAt ? [] : waitingOn(data.links).slice(-MOST_TOLD);
  const params = { fault: no, title: titleInBoth(after), at };
  return {
    state: 'notValidated',
    data: { fixedBy: actor.id, fixedAt: data.fixedAt ?? at, proposedAt: undefined },
    say: told.map((ticket): NoticeDraft => ({ to: { kind: 'case', no: ticket }, say: 'faultFixed', params })),
  };
}

/** An entry that says something else by now: with another fix it is validated anew, without one it is in work. */
function rewritten(fault: Fault, written: Partial<FaultData>, circumstances: Circumstances): FaultChange {
  const after: FaultData = { ...fault.data, ...written };
  // A translation of a fix that stands is no other fix.
  const isAnother = TONGUES.some((tongue) => {
    const before = fault.data[`steps${tongue}`] ?? '';
    return before !== '' && (after[`steps${tongue}`] ?? '') !== before;
  });
  const seen = { ...written, ...looked(fault, circumstances.now) };
  if (!hasFix(after)) return { data: { ...seen, fixedBy: undefined }, state: 'inWork' };
  if (fault.state !== 'inWork' && !isAnother) return { data: seen };
  const change = fixed(fault, after, circumstances);
  return { ...change, data: { ...seen, ...change.data } };
}

const edit = (tongue: Tongue): FaultAction => ({
  from: OPEN_FAULT_STATES,
  by: EVERYBODY,
  form: FAULT_FORMS[`edit${tongue}`],
  apply(fault, input, circumstances): FaultChange | Refusal {
    return rewritten(fault, { ...wordsIn(input, [tongue]), ...aboutIn(input) }, circumstances);
  },
});

/** Whoever wrote it sees what he meant: another one looks. What only failed is mended first, or given up. */
function notYetRight({ no, data }: Fault, { actor, policy }: Pick<Circumstances, 'actor' | 'policy'>): Refusal | undefined {
  if (actor.id === data.fixedBy) return refuse('fault.validatedByAnother', { no });
  const n = failuresSince(data.links, data.lookedAt).length;
  return n >= policy.fault.failuresUntilFlagged && worked(data.links, data.past).used === 0
    ? refuse('fault.onlyFailed', { no, n })
    : undefined;
}

/** What did not hold since somebody last looked is not validated unawares: it is asked. */
function cameBack({ no, data }: Fault): Refusal | undefined {
  const tickets = takenBackSince(data.links, data.lookedAt);
  return tickets.length > 0
    ? { ...refuse('fault.cameBack', { no, list: tickets.join(' ') }), offers: ['validateAnyway', 'open'] }
    : undefined;
}

const VALIDATING = {
  from: ['notValidated'],
  by: WORKERS,
  style: 'primary',
  isFor: ({ data }, { id }) => id !== data.fixedBy,
  apply: (fault, _input, { now }) => ({ state: 'validated', data: looked(fault, now) }),
} satisfies FaultAction;

const actions: Readonly<Record<string, FaultAction>> = {
  ...linking,
  editZh: edit('Zh'),
  editEn: edit('En'),
  /** What a sheet says of it, in any language. */
  import: {
    from: OPEN_FAULT_STATES,
    by: ['supervisor', 'head'],
    apply: (fault, input, circumstances) =>
      rewritten(
        fault,
        Object.fromEntries(IN_SHEETS.flatMap((name) => (textIn(input, name) ? [[name, textIn(input, name)]] : []))),
        circumstances,
      ),
  },
  validate: {
    ...VALIDATING,
    unless: (fault, circumstances) => notYetRight(fault, circumstances) ?? cameBack(fault),
  },
  validateAnyway: { ...VALIDATING, isOffered: (fault) => cameBack(fault) !== undefined, unless: notYetRight },
  stillRight: {
    from: OPEN_FAULT_STATES,
    by: WORKERS,
    apply: (fault, _input, { now }) => ({ data: looked(fault, now) }),
  },
  archive: {
    from: OPEN_FAULT_STATES,
    by: EVERYBODY,
    form: FAULT_FORMS.archive,
    style: 'danger',
    apply: (_fault, input) => ({ state: 'archived', note: textIn(input, 'reason'), endSay: 'archivedTold' }),
  },
  restore: {
    from: ['archived'],
    by: EVERYBODY,
    apply: (fault, _input, { now }) => ({ state: hasFix(fault.data) ? 'notValidated' : 'inWork', data: looked(fault, now) }),
  },
  note: {
    from: FAULT_STATES,
    by: EVERYBODY,
    form: FAULT_FORMS.note,
    apply: (_fault, input) => ({ note: textIn(input, 'text') }),
  },
  handOver: {
    from: OPEN_FAULT_STATES,
    by: EVERYBODY,
    form: FAULT_FORMS.handOver,
    restsOn: ['owner'],
    apply({ no, owner }, input, { actor }) {
      const to = textIn(input, 'to') ?? actor.id;
      if (to === owner) return refuse('alreadyOwner', { by: to }, 'to');
      return { owner: to, say: to === actor.id ? [] : [toPerson(to, 'faultYours', { by: person(actor.id), no })] };
    },
  },
};

/** The fault table: what is known, what helps, and how often it did. Rules B6, C3, J2. */
export const faultKind: CaseKind<FaultData, FaultState> = {
  name: 'fault',
  prefix: 'F',
  openStates: OPEN_FAULT_STATES,
  actions,
  handsOver: 'handOver',
  keyed: ['links'],
  promiseOf: () => undefined,
  deadlines: (fault, policy) => faultDeadlines(fault, policy),
  isBreach: () => false,
  onDue: quietAgain,
  home: () => undefined,
  // What callers are told stands in a line of its own, and nowhere once somebody else says it.
  staysSaid: ({ say }, said) => (tellsOfSpike(say) ? (said.split('\n')[0] ?? said) : said),
  helps: ({ say, deadline, createdAt }, { data }) => {
    if (say === 'validationProposed') return data.proposedAt ? ['validate', 'open'] : ['open'];
    if (tellsOfSpike(say)) return spikeHelps({ say, ...(createdAt ? { createdAt } : {}) }, { data });
    // What did not help is looked at before somebody says that it is right.
    if (deadline?.track.startsWith('failed#')) return ['open', 'stillRight'];
    return deadline ? ['stillRight', 'open'] : ['open'];
  },
};
