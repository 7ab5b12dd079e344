/** Something of the bot's that this Slack did not take. */
export interface Refusal {
  /** The Web API method, or `response_url`, `submission`, `options`, `request` (no answer at all) for what is answered otherwise. */
  readonly what: string;
  readonly error: string;
  readonly messages?: readonly string[];
}

const MOST = 200;

/** What was refused of late: a bot that does everything right has nothing here. */
export class Refusals {
  private list: Refusal[] = [];

  note(what: string, error: string, messages?: readonly string[]): void {
    this.list = [...this.list, { what, error, ...(messages ? { messages } : {}) }].slice(-MOST);
  }

  get all(): readonly Refusal[] {
    return this.list;
  }

  clear(): void {
    this.list = [];
  }
}
