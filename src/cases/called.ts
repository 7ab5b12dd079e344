/** Forms of address that stand before the name; all others, those of other languages among them, stand behind. */
const BEFORE = /^(mr|mrs|ms|miss|mx|dr|prof|sir|madam)\.?$/i;

/** A person by name and form of address, as one is spoken to: *Mr Leo Park*, *孙伟 先生*. Empty where neither is known. */
export function calledAs({
  callerName,
  callerTitle,
}: {
  readonly callerName?: string | undefined;
  readonly callerTitle?: string | undefined;
}): string {
  const title = callerTitle?.trim();
  const parts = title && BEFORE.test(title) ? [title, callerName] : [callerName, title];
  return parts.filter(Boolean).join(' ');
}
