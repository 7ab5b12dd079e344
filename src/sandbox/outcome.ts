import type { Json } from './workspace.js';

/** What came of something a person did. `error` is what Slack would show him. */
export interface Outcome {
  readonly ok: boolean;
  readonly error?: string;
  readonly errors?: Record<string, string>;
  readonly options?: Json[];
  readonly ts?: string;
}
