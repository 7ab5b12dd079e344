import type { Case } from '../case.js';
import { behindMore, type Field, type Form, type FormValues } from '../form.js';
import { groupField } from '../group.js';
import { limitsInWords } from '../limits.js';
import { shorten } from '../text.js';
import { EXCUSE_TURN_FORM, HAND_OVER_TURN_FORM } from '../turn.js';
import type { DutyTurn, DutyTurnData } from './duty.js';
import { CUSTOM, EVIDENCE, type Evidence, MOST_DUE_AFTER_DAYS, MOST_REMIND_MINUTES, RECURRENCES } from './plan.js';

const OPTION_LENGTH = 75;
/** One block of Slack's checkboxes has at most ten options. */
export const MOST_LINES = 10;

/** What is asked as evidence. */
const FIELDS: Readonly<Record<Evidence, (data: DutyTurnData) => Field>> = {
  checklist: ({ lines }) => ({
    name: 'ticked',
    kind: 'checks',
    options: lines.map((_, n) => String(n)),
    optionLabels: Object.fromEntries(lines.map((line, n) => [String(n), shorten(line, OPTION_LENGTH)])),
  }),
  number: (data) => {
    const hint = limitsInWords(data);
    return { name: 'number', kind: 'number', isRequired: true, isDecimal: true, ...(hint ? { hint } : {}) };
  },
  file: () => ({ name: 'files', kind: 'files', isRequired: true, fileTypes: [] }),
  text: () => ({ name: 'note', kind: 'longText', isRequired: true, max: 2000 }),
};

/** Evidence, and a note: needed where it does not show all (the action says so). */
export const DONE_FORM: Form = {
  name: 'duty.done',
  fields: [],
  fieldsOn(c: Case<object>) {
    const { data } = c as DutyTurn;
    const own = FIELDS[data.evidence](data);
    if (data.evidence === 'text') return [own];
    const note: Field = { name: 'note', kind: 'longText', max: 2000 };
    return [own, note];
  },
};

/** A slip in what was handed in, set right with a reason. A file that is not replaced stays. */
export const CORRECT_FORM: Form = {
  name: 'duty.correct',
  fields: [],
  fieldsOn: (c: Case<object>, values) => [
    ...(DONE_FORM.fieldsOn?.(c, values) ?? []).map((field) => (field.kind === 'files' ? { ...field, isRequired: false } : field)),
    { name: 'reason', kind: 'longText', isRequired: true, isTelling: true, max: 500 },
  ],
};

/** What was handed in, as the form shows it. */
export const handedInPrefill = ({ data: { done } }: DutyTurn): FormValues =>
  done ? { ...(done.ticked ? { ticked: done.ticked } : {}), number: done.number, note: done.note } : {};

/** Why it need not be done, and to whom it is handed over. */
export const EXCUSE_FORM: Form = { ...EXCUSE_TURN_FORM, name: 'duty.excuse' };
export const HAND_OVER_FORM: Form = { ...HAND_OVER_TURN_FORM, name: 'duty.handOver' };

/** What is asked of a standing duty. */
export const planForm = (groups: readonly string[]): Form => ({
  name: 'duty.edit',
  fields: behindMore(
    [
      { name: 'name', kind: 'text', isRequired: true, max: 120 },
      groupField(groups),
      { name: 'owner', kind: 'person' },
      { name: 'recurrence', kind: 'choice', options: [...Object.keys(RECURRENCES), CUSTOM], isRequired: true, redraws: true },
      { name: 'rule', kind: 'text', max: 200, isRequired: true, isShown: ({ recurrence }) => recurrence === CUSTOM },
      { name: 'dueBy', kind: 'time', isRequired: true },
      { name: 'dueAfterDays', kind: 'number', max: MOST_DUE_AFTER_DAYS },
      { name: 'remindMinutes', kind: 'number', max: MOST_REMIND_MINUTES },
      { name: 'evidence', kind: 'choice', options: EVIDENCE, isRequired: true, redraws: true },
      { name: 'lines', kind: 'longText', isLines: true, max: 1000, isRequired: true, isShown: ({ evidence }) => evidence === 'checklist' },
      { name: 'min', kind: 'number', isDecimal: true, isShown: ({ evidence }) => evidence === 'number' },
      { name: 'max', kind: 'number', isDecimal: true, isShown: ({ evidence }) => evidence === 'number' },
    ],
    ['owner', 'dueAfterDays', 'remindMinutes', 'min', 'max'],
  ),
});
