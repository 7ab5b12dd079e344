const collator = new Intl.Collator('zh-CN', { numeric: true });

/** Compares names as people look for them: Chinese ones by pinyin, numbers within them by their value. */
export const compareNames = (a: string, b: string): number => collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);

/** Compares entries of a register: by group, name and number. */
export const compareEntries = (
  a: { readonly group: string; readonly name: string; readonly seq: number },
  b: { readonly group: string; readonly name: string; readonly seq: number },
): number => compareNames(a.group, b.group) || compareNames(a.name, b.name) || a.seq - b.seq;
