import type { KnownBlock } from '@slack/types';
import type { CardButton, Translate } from '../../src/cases/card.js';
import type { CaseNo } from '../../src/cases/case.js';
import type { Form } from '../../src/cases/form.js';
import { kindNamed, kindOf } from '../../src/cases/kinds.js';
import { person as mention } from '../../src/cases/text.js';
import { actionOf, mayDo, mayPress } from '../../src/cases/workflow.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { actionsBlock } from '../../src/slack/messages/blocks.js';
import { policyNow } from '../../src/slack/people/policy.js';
import type { CaseRecord } from '../../src/store/cases.js';

/** So many who could take a case, or do its next step, are named. */
const MOST_NAMED = 8;
/** So many cases that stay bring their press with them. */
const MOST_PRESSES = 10;

/** A case that stays where it is: why, who could take it where it is only that this colleague may not, and the press that helps. */
export interface Kept {
  readonly no: CaseNo;
  readonly why: string;
  readonly takers?: readonly string[];
  readonly press?: CardButton | undefined;
}

/** Those of them who are there, the first few. */
async function present({ desk }: Asked, users: readonly string[]): Promise<string[]> {
  const all = [...new Set(users)];
  const isThere = await Promise.all(all.map((user) => desk.people.mayBeTold(user)));
  return all.filter((_, n) => isThere[n]).slice(0, MOST_NAMED);
}

/** Who may take a case like this by its own rules, as far as they say so: its group and who leads, or whoever has the role. */
export async function takersOf(asked: Asked, record: CaseRecord, form: Form, except: readonly string[]): Promise<string[]> {
  const { people } = await policyNow(asked.desk);
  const { group } = record.data as { readonly group?: string };
  const isEngineers = form.fields.some(({ name, mustBe }) => name === 'to' && mustBe === 'engineer');
  const ofGroup = group ? [...(people.groups[group] ?? []), ...people.supervisors, ...people.heads] : [];
  const all = group || !isEngineers ? ofGroup : people.engineers;
  return present(
    asked,
    all.filter((user) => !except.includes(user)),
  );
}

/** Who besides its owner may do this to a case as it stands: of the engineers, its group and those who lead. */
async function doersOf(asked: Asked, record: CaseRecord, name: string): Promise<string[]> {
  const { desk } = asked;
  const { people } = await policyNow(desk);
  const action = actionOf(kindOf(record), name);
  const { group = '' } = record.data as { readonly group?: string };
  const all = [...people.engineers, ...(people.groups[group] ?? []), ...people.supervisors, ...people.heads];
  const found = await Promise.all(all.map((user) => desk.people.find(user).catch(() => undefined)));
  const may = found.filter((one) => one && action && mayDo(one.roles, action) && action.isFor?.(record, one) !== false);
  return present(
    asked,
    may.flatMap((one) => (one && one.id !== record.owner ? [one.id] : [])),
  );
}

const pressOf = ({ kind, no }: CaseRecord, action: string, t: Translate, detail = ''): CardButton => ({
  action,
  label: `${no} · ${t(`${kind}.action.${action}`)}`,
  value: [no, detail].filter(Boolean).join(' '),
});

/** It has gone too far to be handed over: what it waits for instead, and who may do that. */
export async function overNow(asked: Asked, record: CaseRecord): Promise<Kept> {
  const { reader } = asked;
  const { t } = reader;
  const { no, kind, state } = record;
  // As everybody's card has it, whoever reads: what is next is the case's.
  const anybody = { ...reader, roles: undefined, user: undefined };
  const next = kindNamed(kind)
    ?.card?.(record, anybody)
    .buttons.find(({ action }) => actionOf(kindOf(record), action));
  const said = { state: t(`${kind}.state.${state}`) };
  const doers = next ? await doersOf(asked, record, next.action) : [];
  if (!next || doers.length === 0) return { no, why: t('overview.handOver.over', said) };
  const words = { ...said, action: t(`${kind}.action.${next.action}`), list: doers.map(mention).join(' ') };
  const press = mayPress(kindOf(record), record, next.action, reader) ? pressOf(record, next.action, t) : undefined;
  return { no, why: t('overview.handOver.overNext', words), press };
}

/** Its form asks something more: opened from here, with the reason that was given. */
export const askedFirst = (record: CaseRecord, action: string, reason: string, { t }: Asked['reader']): Kept => {
  const why = t('overview.handOver.askedFirst', { action: t(`${record.kind}.action.${action}`) });
  return { no: record.no, why, press: pressOf(record, action, t, reason) };
};

/** What stays, a line for each reason: one says it of many. */
export function keptInWords(kept: readonly Kept[], { t }: Asked['reader']): string[] {
  const byReason = new Map<string, Kept[]>();
  for (const one of kept) {
    const reason = [one.why, ...(one.takers ?? [])].join(' ');
    byReason.set(reason, [...(byReason.get(reason) ?? []), one]);
  }
  return [...byReason.values()].map((ones) => {
    const { why = '', takers = [] } = ones[0] ?? {};
    const said = t('overview.handOver.kept', { no: ones.map(({ no }) => no).join(', '), why });
    return takers.length > 0 ? `${said} ${t('overview.handOver.takers', { list: takers.map(mention).join(' ') })}` : said;
  });
}

/** The presses of what stays, so that nobody opens a card for each. */
export const keptPresses = (kept: readonly Kept[], t: Translate): KnownBlock[] =>
  actionsBlock(kept.flatMap(({ press }) => press ?? []).slice(0, MOST_PRESSES), [], t);
