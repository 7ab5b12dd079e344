/** Limits of a number as they stand beside its field: `10–60`, `≥ 10`, `≤ 60`; undefined where there are none. */
export function limitsInWords({ min, max }: { readonly min?: number | undefined; readonly max?: number | undefined }): string | undefined {
  if (min !== undefined && max !== undefined) return `${min}–${max}`;
  if (min !== undefined) return `≥ ${min}`;
  return max === undefined ? undefined : `≤ ${max}`;
}
