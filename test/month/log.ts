import { DateTime } from 'luxon';

/** What somebody was answered: it was done, it was refused and why, it was not offered to him, or something failed that should not have. */
export interface Answer {
  readonly kind: 'done' | 'refused' | 'absent' | 'closed' | 'failed';
  readonly words?: string | undefined;
}

export type Given = Readonly<Record<string, unknown>>;

/** One thing that somebody did, between `at` and `until` (milliseconds since 1970 by the desk's clock). */
export interface Deed {
  readonly at: number;
  readonly until: number;
  readonly who: string;
  readonly what: string;
  readonly no: string;
  readonly given: Given;
  readonly answer: Answer;
}

const ZONE = 'Asia/Shanghai';
export const atDesk = (ms: number): DateTime => DateTime.fromMillis(ms, { zone: ZONE });
export const inWords = (ms: number): string => atDesk(ms).toFormat('ccc d LLL HH:mm');

/** All that people did, in the order in which they did it. */
export class Log {
  readonly deeds: Deed[] = [];

  constructor(private readonly heard: (deed: Deed) => void = () => {}) {}

  add(deed: Deed): void {
    this.deeds.push(deed);
    this.heard(deed);
  }

  of(no: string): Deed[] {
    return this.deeds.filter((deed) => deed.no === no);
  }

  /** The way of a case, as somebody would tell it who wants to go it again. */
  wayOf(no: string): string {
    return this.of(no)
      .map(({ at, who, what, given, answer }) => {
        const values = Object.keys(given).length > 0 ? ` ${JSON.stringify(given)}` : '';
        const words = answer.kind === 'done' ? '' : ` → ${answer.kind}: ${(answer.words ?? '').slice(0, 120)}`;
        return `    ${inWords(at)} ${who} ${what}${values}${words}`;
      })
      .join('\n');
  }
}
