/** What a project is asked every day and every week (rules G4, G5), what a device is asked of its system and hardware (G6, G7), and both each month. */
export const PROJECT_CYCLES = ['daily', 'weekly', 'monthly'] as const;
export const DEVICE_CYCLES = ['system', 'hardware', 'monthly'] as const;
export const CYCLES = ['daily', 'weekly', 'system', 'hardware', 'monthly'] as const;
export type Cycle = (typeof CYCLES)[number];

/** Of projects and devices, those that a cycle looks at. */
export const lookedAtIn = <Project, Device>(
  cycle: Cycle,
  { projects, devices }: { readonly projects: readonly Project[]; readonly devices: readonly Device[] },
): (Project | Device)[] => [
  ...(PROJECT_CYCLES.some((one) => one === cycle) ? projects : []),
  ...(DEVICE_CYCLES.some((one) => one === cycle) ? devices : []),
];

/** How a check item is answered. */
export const ANSWERS = ['ok', 'number', 'text', 'photo'] as const;
export type Answer = (typeof ANSWERS)[number];

/** Something that is looked at in a project or a device. Rules G2, G4–G7. */
export interface CheckItem {
  /** The same as long as the question is: results of many days stand beside each other. */
  readonly id: string;
  readonly cycle: Cycle;
  readonly answer: Answer;
  readonly question: string;
  /** What is normal, in words. */
  readonly expected?: string | undefined;
  /** Limits of a number, both included. */
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

/** From which local day, ISO, on what is new is asked, by cycle: the first turn is the first whole one. Without a day, ever since. */
export type Since = Readonly<Partial<Record<Cycle, string>>>;

export const isAskedOn = (since: Since | undefined, cycle: Cycle, day: string): boolean => (since?.[cycle] ?? '') <= day;

/** `since` after the items changed: cycles that had none before begin on `day`, the first whole one. */
export const sinceWith = (since: Since | undefined, before: readonly CheckItem[], after: readonly CheckItem[], day: string): Since => {
  const has = (items: readonly CheckItem[], cycle: Cycle): boolean => items.some((item) => item.cycle === cycle);
  const begun = CYCLES.filter((cycle) => has(after, cycle) && !has(before, cycle));
  return { ...since, ...Object.fromEntries(begun.map((cycle) => [cycle, day])) };
};

/** `since` of what is enabled again: of every cycle, the first whole day. */
export const sinceAll = (day: string): Since => Object.fromEntries(CYCLES.map((cycle) => [cycle, day]));
