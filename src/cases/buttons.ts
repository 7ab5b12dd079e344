import type { CardButton, Translate } from './card.js';
import type { CaseNo } from './case.js';
import type { CaseKind } from './rules.js';
import { actionOf } from './workflow.js';

/** The button of an action: its words are `<kind>.action.<name>`, or `shared.action.<name>` where kinds agree. */
export function buttonOf<D, S extends string>(kind: CaseKind<D, S>, no: CaseNo, name: string, t: Translate): CardButton {
  const action = actionOf(kind, name);
  return {
    action: name,
    label: t(`${kind.name}.action.${name}`),
    value: no,
    ...(action?.style ? { style: action.style } : {}),
    ...(action?.isConfirmed ? { confirm: t(`${kind.name}.confirm.${name}`) } : {}),
  };
}
