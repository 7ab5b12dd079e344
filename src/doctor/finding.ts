/** One thing looked at: whether it is well, and what it says or what to do. */
export interface Finding {
  readonly name: string;
  readonly isOk: boolean;
  readonly says: string;
}

export const well = (name: string, says: string): Finding => ({ name, isOk: true, says });
export const ill = (name: string, says: string): Finding => ({ name, isOk: false, says });
