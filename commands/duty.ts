import { DateTime } from 'luxon';
import { evidenceInWords } from '../src/cases/duty/card.js';
import type { DutyTurn } from '../src/cases/duty/duty.js';
import { MOST_LINES, planForm } from '../src/cases/duty/form.js';
import { type Duty, type DutyFields, type Evidence, recurrenceOf } from '../src/cases/duty/plan.js';
import { DUTY_TEMPLATES } from '../src/cases/duty/templates.js';
import { type FormValues, numberIn, textIn } from '../src/cases/form.js';
import { groupsOf } from '../src/cases/group.js';
import { dayInWords } from '../src/cases/inspection/card.js';
import { parseCaseNo } from '../src/cases/kinds.js';
import { parseRegisterNo } from '../src/cases/register.js';
import { bold, cleanText, person as mention } from '../src/cases/text.js';
import { hasText } from '../src/locales/index.js';
import { actionsBlock, type Message, noticeMessage, tableMessage } from '../src/slack/blocks.js';
import type { Desk } from '../src/slack/desk.js';
import type { Asked } from '../src/slack/handlers.js';
import { historyLines } from '../src/slack/history.js';
import { tellingModal } from '../src/slack/modal.js';
import { namesOf } from '../src/slack/names.js';
import { policyNow } from '../src/slack/policy.js';
import { openModal } from '../src/slack/views.js';
import { isRecurrenceRule, occurrenceDays } from '../src/time/recurrence.js';
import { adding, deleting, opening, ownEntry, switching } from './entries.js';
import { isoDay } from './period.js';
import { NEW, notWritten, type RegisterCommand, type RegisterForm, registerButton, registerCommand, writtenResult } from './registers.js';
import type { Entry } from './registry.js';
import { shareable } from './shareable.js';
import { showCase } from './ticket.js';

const NAME = 'duty';
const MOST_ROWS = 99;
const SHOWN_TURNS = 3;
/** What is missed stays in sight for so many days. */
const MISSED_DAYS = 30;

const recurrenceInWords = ({ recurrence, rule }: Duty, { t }: Asked['reader']): string => rule ?? t(`recurrence.${recurrence}`);

/** The next local days on which a duty comes round. */
function nextTurns(duty: Duty, calendar: Parameters<typeof occurrenceDays>[1], now: DateTime): string {
  const days = occurrenceDays(recurrenceOf(duty), calendar, now, now.plus({ days: 400 }));
  return days
    .slice(0, SHOWN_TURNS)
    .map((day) => day.toISODate() ?? '')
    .join(', ');
}

/** A standing duty as its reader may see it, with the buttons of those who may change it. */
async function planCard(asked: Asked, duty: Duty, isOwn: boolean): Promise<Message> {
  const { desk, reader } = asked;
  const { t } = reader;
  const { no, name, group, owner, evidence, lines, isEnabled, dueBy, dueAfterDays, min, max } = duty;
  const { calendar } = await policyNow(desk);
  const limits = min === undefined && max === undefined ? '' : ` ${min ?? ''}–${max ?? ''}`;
  const words = [
    `${bold(`${no} · ${name}`)} · ${t(isEnabled ? 'duty.on' : 'duty.off')}`,
    t('duty.fields', { group, owner: owner ? mention(owner) : t('duty.firstOfGroup'), recurrence: recurrenceInWords(duty, reader) }),
    t('duty.when', { dueBy, days: dueAfterDays, next: isEnabled ? nextTurns(duty, calendar, reader.now) : '–' }),
    `${t(`evidence.${evidence}`)}${limits}`,
    ...lines.map((line) => `▫️ ${line}`),
  ];
  const buttons = [
    registerButton(NAME, 'edit', no, reader, { style: 'primary' }),
    registerButton(NAME, isEnabled ? 'disable' : 'enable', no, reader),
    registerButton(NAME, 'history', no, reader),
    registerButton(NAME, 'delete', no, reader, { style: 'danger', confirm: t('duty.confirmDelete', { name }) }),
  ];
  return noticeMessage(words.join('\n'), isOwn ? undefined : t('duty.notYours', { group }), isOwn ? buttons : [], t);
}

async function turnTable({ desk, reader }: Asked, title: string, turns: readonly DutyTurn[]): Promise<Message> {
  const { t } = reader;
  if (turns.length === 0) return noticeMessage(t('duty.noTurns'), undefined, [], t);
  const names = await namesOf(desk, [...new Set(turns.map(({ owner, data }) => data.done?.by ?? owner))]);
  const head = ['no', 'day', 'duty', 'group', 'state', 'evidence', 'person'].map((column) => t(`table.${column}`));
  const rows = turns.slice(0, MOST_ROWS).map((turn) => {
    const { no, owner, state, data, isOpen, breachedAt } = turn;
    const who = data.done?.by ?? owner;
    const late = data.isLate || (isOpen && breachedAt) ? ` · ${t('card.late')}` : '';
    return [
      no,
      dayInWords(data, reader),
      data.name,
      data.group,
      `${t(`state.duty.${state}`)}${late}`,
      evidenceInWords(turn, reader).replaceAll('\n', ' '),
      names.get(who) ?? who,
    ];
  });
  const more = turns.length > MOST_ROWS ? t('table.more', { n: turns.length - MOST_ROWS }) : undefined;
  return tableMessage(title, head, rows, more);
}

/** Today's, what is still open, and what was missed in the last month. */
async function today(asked: Asked): Promise<Message> {
  const { desk, reader } = asked;
  const [open, recent] = await Promise.all([
    desk.duties.open(),
    desk.duties.between(isoDay(reader.now.minus({ days: MISSED_DAYS })), isoDay(reader.now)),
  ]);
  const day = isoDay(reader.now);
  const missed = recent.filter(({ state }) => state === 'missed');
  const done = recent.filter(
    ({ state, data }) =>
      state === 'done' &&
      (data.day === day || isoDay(DateTime.fromJSDate(data.done?.at ?? new Date(0), { zone: reader.now.zone })) === day),
  );
  const title = reader.t('duty.today', { open: open.length, done: done.length, missed: missed.length, days: MISSED_DAYS });
  return turnTable(asked, title, [...open, ...done, ...missed.toReversed()]);
}

async function week(asked: Asked): Promise<Message> {
  const { desk, reader } = asked;
  const turns = await desk.duties.between(isoDay(reader.now.minus({ days: 6 })), isoDay(reader.now));
  return turnTable(asked, reader.t('duty.week'), turns.toReversed());
}

/** What can be asked of duties, each also shared to a channel. */
export const DUTY_LISTS: Readonly<Record<string, (asked: Asked, rest: string) => Promise<Message>>> = { today, week };

/** The register of duties. */
async function listPlans(asked: Asked): Promise<Message> {
  const { desk, person, reader } = asked;
  const { t } = reader;
  const duties = await desk.duties.all();
  const head = ['no', 'duty', 'group', 'recurrence', 'evidence', 'state'].map((column) => t(`table.${column}`));
  const rows = duties.map((duty) => [
    duty.no,
    duty.name,
    duty.group,
    recurrenceInWords(duty, reader),
    t(`evidence.${duty.evidence}`),
    t(duty.isEnabled ? 'duty.on' : 'duty.off'),
  ]);
  const mayAdd = groupsOf(person, await policyNow(desk)).length > 0;
  const buttons = mayAdd
    ? [registerButton(NAME, 'templates', NEW, reader, { style: 'primary' }), registerButton(NAME, 'add', NEW, reader)]
    : [];
  const footer = duties.length === 0 ? t('duty.none') : t('duty.how');
  const message = tableMessage(t('duty.title', { n: duties.length }), head, rows, footer);
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
  evidence: (textIn(values, 'evidence') ?? 'text') as Evidence,
  lines: linesIn(values),
  min: numberIn(values, 'min'),
  max: numberIn(values, 'max'),
});

/** What the form's own checks cannot see, by field. */
function problemsOf({ rule, lines, min, max }: DutyFields, { t }: Asked['reader']): Record<string, string> | undefined {
  if (rule !== undefined && !isRecurrenceRule(rule)) return { rule: t('invalid.rule') };
  if (lines.length > MOST_LINES) return { lines: t('invalid.tooManyLines', { n: lines.length, most: MOST_LINES }) };
  if (min !== undefined && max !== undefined && min > max) return { max: t('invalid.limits') };
  return undefined;
}

const edit: RegisterForm = {
  form: async ({ desk, person }) => planForm(groupsOf(person, await policyNow(desk))),
  async save(asked, no, values) {
    const { desk, person, reader } = asked;
    const fields = fieldsIn(values);
    const problems = problemsOf(fields, reader);
    if (problems) return { errors: problems };
    const at = desk.clock.now().toJSDate();
    const nameOf = ({ name }: Duty): string => name;
    if (no === NEW) {
      const added = await desk.duties.add({ ...fields, enabledOn: isoDay(reader.now) }, person.id, at);
      return writtenResult(NAME, added, no, 'name', asked, nameOf);
    }
    const own = await ownEntry(asked, NAME, desk.duties, no);
    if (typeof own === 'string')
      return (await desk.duties.get(no)) ? { errors: { name: own } } : notWritten(NAME, 'gone', no, 'name', reader);
    return writtenResult(NAME, await desk.duties.change(own, fields, 'edit', person.id, at), no, 'name', asked, nameOf);
  },
};

/** Which templates a group has not switched on yet. */
const templateOptions = (duties: readonly Duty[], group: string | undefined) =>
  DUTY_TEMPLATES.filter(({ id }) => !duties.some((duty) => duty.template === id && duty.group === group));

/** Switches shipped duties on for a group, as many as are ticked. Rules H1–H13. */
const templates: RegisterForm = {
  async form({ desk, person, reader: { t } }) {
    const groups = groupsOf(person, await policyNow(desk));
    const label = ({ id, recurrence }: (typeof DUTY_TEMPLATES)[number]) =>
      `${id} ${t(`dutyTemplate.${id}.name`)} · ${t(`recurrence.${recurrence}`)}`;
    // One block of Slack's checkboxes has at most ten options.
    const boxes = Array.from({ length: Math.ceil(DUTY_TEMPLATES.length / MOST_LINES) }, (_, n) => ({
      name: `templates${n}`,
      kind: 'checks' as const,
      labelKey: n === 0 ? 'field.templates' : 'field.moreTemplates',
      options: DUTY_TEMPLATES.slice(n * MOST_LINES, (n + 1) * MOST_LINES).map(({ id }) => id),
      optionLabels: Object.fromEntries(DUTY_TEMPLATES.map((template) => [template.id, label(template)])),
    }));
    return {
      name: 'duty.templates',
      fields: [
        {
          name: 'group',
          kind: 'choice',
          options: groups,
          optionLabels: Object.fromEntries(groups.map((name) => [name, name])),
          isRequired: true,
        },
        { name: 'owner', kind: 'person' },
        ...boxes,
      ],
    };
  },
  async save(asked, _target, values) {
    const { desk, person, reader } = asked;
    const { t, locale } = reader;
    const group = textIn(values, 'group') ?? '';
    const chosen = Object.entries(values).flatMap(([name, value]) => (name.startsWith('templates') && Array.isArray(value) ? value : []));
    if (chosen.length === 0) return { errors: { templates0: t('invalid.required') } };
    const fresh = templateOptions(await desk.duties.all(), group).filter(({ id }) => chosen.some((one) => one === id));
    const at = desk.clock.now().toJSDate();
    const added: string[] = [];
    for (const { id, ...template } of fresh) {
      const lines = hasText(`dutyTemplate.${id}.lines`, locale) ? t(`dutyTemplate.${id}.lines`).split('\n') : [];
      const name = `${id} ${t(`dutyTemplate.${id}.name`)}`;
      const data = { ...template, name, group, owner: textIn(values, 'owner'), lines, template: id, enabledOn: isoDay(reader.now) };
      const written = await desk.duties.add(data, person.id, at);
      if (written.ok) added.push(`• ${written.entry.no} ${name}`);
    }
    const words =
      added.length > 0 ? t('duty.switchedOn', { n: added.length, group, list: added.join('\n') }) : t('duty.allOnAlready', { group });
    return { show: tellingModal(t('modal.done'), [words], t) };
  },
};

const KEPT = { name: NAME, store: ({ duties }: Desk) => duties };
const all = (): RegisterCommand => DUTIES;

async function showPlan(asked: Asked, no: string): Promise<Message> {
  const { desk, person, reader } = asked;
  const duty = await desk.duties.get(no);
  if (!duty) return noticeMessage(reader.t('refusal.noSuchEntry', { no }), undefined, [], reader.t);
  return planCard(asked, duty, groupsOf(person, await policyNow(desk)).includes(duty.group));
}

const shown = (asked: Asked, { no }: Duty): Promise<Message> => showPlan(asked, no);

/** What the form starts with. */
const known = ({ name, group, owner, recurrence, rule, dueBy, dueAfterDays, evidence, lines, min, max }: Duty): FormValues => ({
  ...{ name, group, owner, recurrence, rule, dueBy, dueAfterDays, evidence, min, max },
  lines: lines.join('\n'),
});

const DUTIES: RegisterCommand = {
  name: NAME,
  command: '/duty',
  async answer(asked, text, triggerId) {
    const { t } = asked.reader;
    const word = text.trim().split(/\s+/)[0]?.toLowerCase() || 'today';
    const list = DUTY_LISTS[word];
    if (list) return asked.answer(shareable(await list(asked, ''), `duty ${word}`, t));
    if (word === 'add' || word === 'templates') return DUTIES.presses[word]?.(asked, NEW, triggerId);
    if (word === 'list') return asked.answer(await listPlans(asked));
    const plan = parseRegisterNo('SD', word);
    if (plan) return asked.answer(await showPlan(asked, plan));
    const no = parseCaseNo(word);
    return asked.answer(no?.startsWith('S-') ? await showCase(asked, no) : t('help.duty'));
  },
  presses: {
    add: adding(all, 'edit', ([group]) => ({ group, recurrence: 'weekly', dueBy: '18:00', evidence: 'checklist' })),
    templates: adding(all, 'templates', ([group]) => ({ group })),
    edit: opening(KEPT, all, 'edit', known),
    enable: switching(KEPT, true, shown, { more: ({ reader }) => ({ enabledOn: isoDay(reader.now) }) }),
    disable: switching(KEPT, false, shown),
    async history(asked, no, triggerId) {
      const { desk, reader } = asked;
      await openModal(desk, triggerId, reader.t, async () => {
        const duty = await desk.duties.get(no);
        return tellingModal(`${no} ${reader.t('action.history')}`, historyLines(duty && { ...duty, kind: NAME }, reader), reader.t);
      });
    },
    delete: deleting(KEPT),
  },
  forms: { edit, templates },
};

export const duty: Entry = {
  commands: [DUTIES.command],
  register: (app, desk) => registerCommand(app, desk, DUTIES),
};
