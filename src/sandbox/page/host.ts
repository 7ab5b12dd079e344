import type { Json, Person } from './api.js';

/** How blocks reach the world around them. */
export interface BlockHost {
  readonly people: readonly Person[];
  readonly timeZone: string;
  /** An element was pressed or picked. */
  press(block: Json, element: Json, value: Json): void;
  /** An input changed; `isAction` when the app wants to hear of it. */
  change(block: Json, element: Json, value: Json, isAction: boolean): void;
  valueOf(block: Json, element: Json): Json;
  suggest(block: Json, element: Json, typed: string): Promise<Json[]>;
  openLink(url: string): boolean;
  readonly errors: Readonly<Record<string, string>>;
}
