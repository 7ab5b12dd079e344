import type { Deed } from './log.js';

/** Something that somebody wrote down as not being as it should, in an inspection. */
export interface Finding {
  readonly no: string;
  /** The project and its item: `P-1_2`. */
  readonly key: string;
  readonly by: string;
  readonly at: number;
  /** What was seen, as it was said last. */
  note: unknown;
  /** Is it taken care of, by a ticket or otherwise, or set right as a slip? */
  isSettled: boolean;
}

const ANSWER = /^(?:answer|verdict)_(.+)$/;
/** Said of what nobody need look at. */
export const NOT_APPLICABLE = 'na';

/** What people wrote into inspections, told anew from what they did. */
export class RoundsBook {
  readonly findings: Finding[] = [];
  /** What was answered, by inspection. */
  readonly answered = new Map<string, Set<string>>();
  /** What was said not to be applicable, and by nobody looked at since, by inspection; and when that was said last. Decision 0086. */
  readonly na = new Map<string, { readonly keys: Set<string>; at: number }>();
  /** How many items the projects of a group ask each day, by project: what a supervisor wrote into them. */
  readonly asked = new Map<string, number>();
  readonly raised: string[] = [];
  /** Of which findings a ticket takes care, by its number. */
  private readonly careOf = new Map<string, readonly Finding[]>();
  /** Where somebody said of all that was left that it is as it should be. */
  readonly allOk = new Set<string>();

  get open(): Finding[] {
    return this.findings.filter(({ isSettled }) => !isSettled);
  }

  apply(deed: Deed): void {
    if (deed.answer.kind !== 'done') return;
    if (deed.what === 'fill') this.fill(deed);
    if (deed.what === 'allOk') this.allOk.add(deed.no);
    if (deed.what === 'settle' || deed.what === 'raise') this.settle(deed);
    if (deed.what === 'raise') this.raise(deed);
    const instead = deed.given.cancelReason === 'duplicate' ? String(deed.given.duplicateOf ?? '') : '';
    if (deed.what === 'cancel' && instead) this.goesOn(deed.no, instead);
    // What is cancelled takes care of nothing; what is taken up again does.
    else if (deed.what === 'cancel' || deed.what === 'reopen')
      for (const finding of this.careOf.get(deed.no) ?? []) finding.isSettled = deed.what === 'reopen';
  }

  /** The ticket that goes on takes care of what its duplicate was to take care of. */
  private goesOn(no: string, instead: string): void {
    const both = [...(this.careOf.get(instead) ?? []), ...(this.careOf.get(no) ?? [])];
    if (both.length > 0) this.careOf.set(instead, both);
  }

  private fill({ no, who, given, at }: Deed): void {
    const keys = this.answered.get(no) ?? new Set<string>();
    this.answered.set(no, keys);
    for (const [field, value] of Object.entries(given)) {
      const key = ANSWER.exec(field)?.[1];
      if (!key || value === '') continue;
      if (this.isNa({ no, key, value, at })) continue;
      const note = given[`note_${key}`];
      // Who answers what a colleague has answered is asked whose answer holds: the first one stands here.
      if (!keys.has(key) && note !== undefined) this.findings.push({ no, key, by: who, at, note, isSettled: false });
      else if (note !== undefined) this.foundAgain(no, key, note);
      keys.add(key);
    }
  }

  /** Whoever still finds wrong, in other words, what a word had settled, opens it again; what a ticket takes care of stays with it. */
  private foundAgain(no: string, key: string, note: unknown): void {
    const taken = new Set([...this.careOf.values()].flat());
    for (const finding of this.findings) {
      if (finding.no !== no || finding.key !== key || finding.note === note) continue;
      finding.note = note;
      if (!taken.has(finding)) finding.isSettled = false;
    }
  }

  private isNa({
    no,
    key,
    value,
    at,
  }: {
    readonly no: string;
    readonly key: string;
    readonly value: unknown;
    readonly at: number;
  }): boolean {
    const said = this.na.get(no) ?? { keys: new Set<string>(), at };
    this.na.set(no, said);
    said.keys.delete(key);
    if (value !== NOT_APPLICABLE) return false;
    said.keys.add(key);
    said.at = at;
    return true;
  }

  /** The same finding in other inspections is taken care of with a ticket for it; one that is settled otherwise is that one alone. */
  private settle({ no, given, what }: Deed): void {
    const key = String(given.finding ?? '');
    for (const finding of this.findings) if (finding.key === key && (what === 'raise' || finding.no === no)) finding.isSettled = true;
  }

  private raise({ given, answer }: Deed): void {
    const ticket = /\bT-\d+\b/.exec(answer.words ?? '')?.[0];
    if (!ticket) return;
    this.raised.push(ticket);
    const key = String(given.finding ?? '');
    this.careOf.set(
      ticket,
      this.findings.filter((finding) => finding.key === key),
    );
  }
}
