import { DateTime } from 'luxon';
import { dutyProblem } from '../../src/cases/duty/broken.js';
import { MOST_LINES, planForm } from '../../src/cases/duty/form.js';
import { dutyLess } from '../../src/cases/duty/less.js';
import { CUSTOM, type Duty, type DutyFields, type Evidence, REMIND_MINUTES, recurrenceOf } from '../../src/cases/duty/plan.js';
import { inWordsOf } from '../../src/cases/duty/shipped.js';
import { type FormValues, numberIn, textIn } from '../../src/cases/form.js';
import { groupsOf } from '../../src/cases/group.js';
import { parseCaseNo } from '../../src/cases/kinds.js';
import { limitsInWords } from '../../src/cases/limits.js';
import { parseRegisterNo } from '../../src/cases/register.js';
import { bold, cleanText, person as mention } from '../../src/cases/text.js';
import { wordsFor } from '../../src/locales/index.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import type { Desk } from '../../src/slack/desk.js';
import { actionsBlock, type Message, noticeMessage, tableMessage } from '../../src/slack/messages/blocks.js';
import { rowsAlone } from '../../src/slack/messages/broken.js';
import { policyNow, wholeDay } from '../../src/slack/people/policy.js';
import { occurrenceDays } from '../../src/time/recurrence.js';
import { type RuleProblem, ruleProblem } from '../../src/time/rule.js';
import { answerCase } from '../shared/case-views.js';
import { adding, cardAlone, deleting, disableForm, editForm, opening, switching } from '../shared/entries.js';
import { openHistory } from '../shared/history.js';
import { listAsked, listsInWords, notUnderstood, numberOf } from '../shared/list-words.js';
import { withNotTaken } from '../shared/not-taken.js';
import { notThere } from '../shared/not-there.js';
import { NEW, type RegisterCommand, registerButton } from '../shared/registers.js';
import { shareable } from '../shared/shareable.js';
import { DUTY_LISTS } from './duty-lists.js';
import { exportDuties } from './duty-report.js';
import { templatesForm } from './duty-templates.js';

const NAME = 'duty';
const SHOWN_TURNS = 3;
/** What can be said after `/duty`, in any language. */
const WORDS = wordsFor('duty.word', ['add', 'templates', 'export']);
/** The lists that can be pressed. */
const OFFERED = ['today', 'late', 'week', 'list'];

const recurrenceInWords = ({ recurrence, rule }: Duty, { t }: Asked['reader']): string => rule ?? t(`duty.recurrence.${recurrence}`);

/** The next local days on which a duty comes round. */
function nextTurns(duty: Duty, calendar: Parameters<typeof occurrenceDays>[1], now: DateTime): string {
  const begins = DateTime.max(now, DateTime.fromISO(duty.enabledOn, { zone: calendar.zone }));
  const days = occurrenceDays(recurrenceOf(duty), calendar, begins, begins.plus({ days: 400 }));
  return days
    .slice(0, SHOWN_TURNS)
    .map((day) => day.toISODate() ?? '')
    .join(', ');
}

/** A standing duty as its reader may see it, with the buttons of those who may change it. */
async function planCard(asked: Asked, duty: Duty, isOwn: boolean, isRemovable: boolean): Promise<Message> {
  const { desk, reader } = asked;
  const { t } = reader;
  const { no, group, owner, evidence, isEnabled, dueBy, dueAfterDays } = duty;
  const { name, lines } = inWordsOf({ name: duty.name, lines: Array.isArray(duty.lines) ? duty.lines : [] }, reader);
  const broken = brokenInWords(duty, reader);
  const { calendar } = await policyNow(desk);
  const range = limitsInWords(duty);
  const limits = range ? ` ${range}` : '';
  const words = [
    `${bold(`${no} · ${name}`)} · ${t(isEnabled ? 'duty.enabled' : 'duty.disabled')}`,
    ...(broken ? [broken] : []),
    t('duty.fields', { group, owner: owner ? mention(owner) : t('duty.firstOfGroup'), recurrence: recurrenceInWords(duty, reader) }),
    t('duty.when', {
      dueBy,
      n: dueAfterDays,
      remind: duty.remindMinutes ?? REMIND_MINUTES,
      next: isEnabled && !broken ? nextTurns(duty, calendar, reader.now) : '–',
    }),
    `${t(`duty.evidence.${evidence}`)}${limits}`,
    ...lines.map((line) => `▫️ ${line}`),
  ];
  const buttons = [
    registerButton(NAME, 'edit', no, reader, { style: 'primary' }),
    registerButton(NAME, isEnabled ? 'disable' : 'enable', no, reader),
    registerButton(NAME, 'history', no, reader),
    ...(isRemovable ? [registerButton(NAME, 'delete', no, reader, { style: 'danger', confirm: t('duty.confirmDelete', { name }) })] : []),
  ];
  return noticeMessage(words.join('\n'), isOwn ? undefined : t('duty.notYours', { group }), isOwn ? buttons : [], t);
}

/** The register of duties. */
export async function listPlans(asked: Asked): Promise<Message> {
  const { desk, person, reader } = asked;
  const { t } = reader;
  const duties = await desk.duties.all();
  const head = ['no', 'duty', 'group', 'recurrence', 'evidence', 'state'].map((column) => t(`duty.table.${column}`));
  const rows = rowsAlone(desk, duties, head, reader, (duty) => [
    duty.no,
    inWordsOf(duty, reader).name,
    duty.group,
    recurrenceInWords(duty, reader),
    t(`duty.evidence.${duty.evidence}`),
    dutyProblem(duty) ? t('shared.broken.row') : t(duty.isEnabled ? 'duty.enabled' : 'duty.disabled'),
  ]);
  const mayAdd = groupsOf(person, await policyNow(desk)).length > 0;
  const buttons = mayAdd
    ? [registerButton(NAME, 'templates', NEW, reader, { style: 'primary' }), registerButton(NAME, 'add', NEW, reader)]
    : [];
  const footer = duties.length === 0 ? t('duty.none') : t('duty.how');
  const title = t('duty.title', { n: duties.length });
  const message = tableMessage({ title, head, rows, from: asked.from, again: 'duty list', footer }, t);
  return { ...message, blocks: [...message.blocks, ...actionsBlock(buttons, [], t)] };
}

/** The lines of a checklist as they are stored: each once, none empty. */
const linesIn = (values: FormValues): string[] => [
  ...new Set(
    (textIn(values, 'lines') ?? '')
      .split('\n')
      .map(cleanText)
      .filter((line) => line !== ''),
  ),
];

const fieldsIn = (values: FormValues): DutyFields => ({
  name: textIn(values, 'name') ?? '',
  group: textIn(values, 'group') ?? '',
  owner: textIn(values, 'owner'),
  recurrence: textIn(values, 'recurrence') ?? 'daily',
  rule: textIn(values, 'rule'),
  dueBy: textIn(values, 'dueBy') ?? '18:00',
  dueAfterDays: numberIn(values, 'dueAfterDays') ?? 0,
  remindMinutes: numberIn(values, 'remindMinutes') ?? REMIND_MINUTES,
  evidence: (textIn(values, 'evidence') ?? 'text') as Evidence,
  lines: linesIn(values),
  min: numberIn(values, 'min'),
  max: numberIn(values, 'max'),
});

/** What is wrong with a rule, and what one looks like. */
const ruleInWords = ({ code, part }: RuleProblem, t: Asked['reader']['t']): string =>
  `${t(`duty.invalid.${code}`, { part })} ${t('shared.invalid.rule')}`;

/** Why a stored duty opens nothing, and what to do; undefined when it is sound. */
function brokenInWords(duty: Duty, { t }: Asked['reader']): string | undefined {
  const wrong = dutyProblem(duty);
  if (!wrong) return undefined;
  const why = wrong.rule ? ruleInWords(wrong.rule, t) : t('shared.broken.field', { field: t(`duty.field.${wrong.field}`) });
  return t('shared.broken.card', { why });
}

/** What the form's own checks cannot see, by field. */
function problemsOf({ recurrence, rule: own, lines, min, max }: DutyFields, { t }: Asked['reader']): Record<string, string> | undefined {
  const rule = recurrence === CUSTOM ? own : undefined;
  const wrong = rule === undefined ? undefined : ruleProblem(rule);
  if (wrong) return { rule: ruleInWords(wrong, t) };
  if (lines.length > MOST_LINES) return { lines: t('duty.invalid.tooManyLines', { n: lines.length, most: MOST_LINES }) };
  if (min !== undefined && max !== undefined && min > max) return { max: t('duty.invalid.limits') };
  return undefined;
}

/** What the form starts with. */
const known = ({
  name,
  group,
  owner,
  recurrence,
  rule,
  dueBy,
  dueAfterDays,
  remindMinutes,
  evidence,
  lines,
  min,
  max,
}: Duty): FormValues => ({
  ...{ name, group, owner, recurrence, rule, dueBy, dueAfterDays, remindMinutes, evidence, min, max },
  lines: Array.isArray(lines) ? lines.join('\n') : '',
});

const KEPT = { name: NAME, store: ({ duties }: Desk) => duties };
const edit = editForm(KEPT, {
  form: planForm,
  fields: fieldsIn,
  known,
  problems: problemsOf,
  fresh: async ({ desk }, fields) => ({ ...fields, enabledOn: await wholeDay(desk) }),
  // Another rhythm begins with its first whole turn, as a new duty does.
  async changed(fields, before, { desk }) {
    const isSame = (['recurrence', 'rule', 'dueBy', 'dueAfterDays'] as const).every((field) => fields[field] === before[field]);
    return isSame ? fields : { ...fields, enabledOn: await wholeDay(desk) };
  },
  async less(before, change, { desk, reader }) {
    const { calendar } = await policyNow(desk);
    return (t) => dutyLess(before, { ...before, ...change }, calendar, reader.now, t);
  },
  field: 'name',
  async next({ desk, reader }, duty) {
    const { calendar } = await policyNow(desk);
    return {
      words: reader.t('duty.next', { dueBy: duty.dueBy, next: nextTurns(duty, calendar, reader.now) }),
      buttons: [registerButton(NAME, 'add', NEW, reader), registerButton(NAME, 'templates', NEW, reader)],
    };
  },
});
const all = (): RegisterCommand => DUTIES;

async function showPlan(asked: Asked, no: string): Promise<Message> {
  const { desk, person, reader } = asked;
  const duty = await desk.duties.get(no);
  if (!duty) return noticeMessage(await notThere(asked, no), undefined, [], reader.t);
  const isOwn = groupsOf(person, await policyNow(desk)).includes(duty.group);
  const isRemovable = isOwn && (await desk.duties.isRemovable(duty));
  const ways = isOwn ? ['edit', duty.isEnabled ? 'disable' : 'enable', ...(isRemovable ? ['delete'] : [])] : [];
  return cardAlone(asked, NAME, duty, ways, { texts: ['name', 'group'] }, () => planCard(asked, duty, isOwn, isRemovable));
}

/** What switching a duty off does to its turn that is open: nothing, it is still owed. */
async function disablingMeans({ desk, reader }: Asked, { no }: Duty): Promise<string[]> {
  const open = (await desk.duties.open()).filter(({ data }) => data.duty === no);
  return [
    reader.t(open.length > 0 ? 'shared.disable.turnStays' : 'shared.disable.nothingOpen', { list: open.map((turn) => turn.no).join(', ') }),
  ];
}

const shown = (asked: Asked, { no }: Duty): Promise<Message> => showPlan(asked, no);

const LISTS = listsInWords(NAME, { ...DUTY_LISTS, list: listPlans });

export const DUTIES: RegisterCommand = {
  name: NAME,
  command: '/duty',
  async answer(asked, text, triggerId) {
    const { t } = asked.reader;
    const [first = '', ...rest] = text.trim().split(/\s+/);
    const named = listAsked(LISTS, text.trim() || 'today');
    if (named?.word === 'list')
      return asked.answer(rest.length > 0 ? await notUnderstood(text, NAME, 'duty', OFFERED, asked) : await listPlans(asked));
    if (named) return asked.answer(shareable(await named.list(asked, named.rest), `duty ${named.word} ${named.rest}`.trim(), t));
    const word = WORDS[first.toLowerCase()] ?? first.toLowerCase();
    if (word === 'add' || word === 'templates') return DUTIES.presses[word]?.(asked, NEW, triggerId);
    if (word === 'export') return exportDuties(asked, rest.join(' '));
    const plan = parseRegisterNo('SD', word);
    if (plan) return asked.answer(withNotTaken(await showPlan(asked, plan), rest, asked.reader));
    const no = parseCaseNo(numberOf('S', word));
    if (no?.startsWith('S-')) return answerCase(asked, no, rest, triggerId);
    return asked.answer(await notUnderstood(text, NAME, 'duty', OFFERED, asked));
  },
  presses: {
    add: adding(all, 'edit', ([group]) => ({ group, recurrence: 'weekly', dueBy: '18:00', evidence: 'checklist' })),
    /** For the group of a project, or the first of the person's own. */
    async templates(asked, target, triggerId) {
      const project = await asked.desk.projects.get(target);
      return adding(all, 'templates', ([group]) => ({ group: project?.group ?? group }))(asked, NEW, triggerId);
    },
    edit: opening(KEPT, all, 'edit'),
    enable: switching(KEPT, true, shown, { more: async ({ desk }) => ({ enabledOn: await wholeDay(desk) }) }),
    disable: opening(KEPT, all, 'disable'),
    history: openHistory,
    export: (asked, target) => exportDuties(asked, target),
    delete: deleting(KEPT),
  },
  forms: { edit, templates: templatesForm, disable: disableForm(KEPT, { means: disablingMeans }) },
};
