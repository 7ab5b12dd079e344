import type { BlockAction, SlackViewAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { CardButton, Reader } from '../src/cases/card.js';
import { type Form, type FormValues, textIn, validate } from '../src/cases/form.js';
import type { Inspection } from '../src/cases/inspection/inspection.js';
import { itemsAsText, parseItems } from '../src/cases/inspection/items.js';
import type { Project, ProjectFields } from '../src/cases/inspection/project.js';
import { groupsOf, ITEMS_FORM, projectForm } from '../src/cases/inspection/project-form.js';
import { withProjects } from '../src/cases/inspection/workflow.js';
import { bold } from '../src/cases/text.js';
import { actionsBlock, CASE_ACTION, type Message, noticeMessage, tableMessage } from '../src/slack/blocks.js';
import type { Desk } from '../src/slack/desk.js';
import { type Asked, answerer, attend } from '../src/slack/handlers.js';
import { ITEM_WORDS } from '../src/slack/item-words.js';
import { errorsInWords, modalOf, tellingModal, type ViewState, valuesIn } from '../src/slack/modal.js';
import type { Person } from '../src/slack/people.js';
import { policyNow } from '../src/slack/policy.js';
import { readerFor } from '../src/slack/readers.js';
import { troubleInWords } from '../src/slack/trouble.js';
import { answerSubmission, openModal, type SubmissionResult } from '../src/slack/views.js';
import { type NotWritten, parseProjectNo } from '../src/store/projects.js';
import type { Entry } from './registry.js';

/** The actions of a project's buttons begin with this. */
const PROJECT_ACTION = 'project.';
const NEW = 'new';
/** Slack's tables have at most 100 rows, with the heading. */
const MOST_ROWS = 99;

const button = (action: string, no: string, { t }: Reader, more: Partial<CardButton> = {}): CardButton => ({
  action: `${PROJECT_ACTION}${action}`,
  label: t(`project.${action}`),
  value: no,
  ...more,
});

/** A project as its reader may see it: fields, check items, and the buttons of those who may change it. */
function projectCard(project: Project, isOwn: boolean, reader: Reader): Message {
  const { t } = reader;
  const { no, name, group, customer, path, isEnabled, items } = project;
  const lines = [
    `${bold(`${no} · ${name}`)} · ${t(isEnabled ? 'project.enabled' : 'project.disabled')}`,
    t('project.fields', { group, customer: customer ?? '–', path: path ?? '–' }),
    items.length > 0 ? itemsAsText(items, (word) => t(`itemWord.${word}`)) : t('project.noItems'),
  ];
  const buttons = [
    button('items', no, reader, { style: 'primary' }),
    button('edit', no, reader),
    isEnabled ? button('disable', no, reader) : button('enable', no, reader),
    button('delete', no, reader, { style: 'danger', confirm: t('project.confirmDelete', { name }) }),
  ];
  return noticeMessage(lines.join('\n'), isOwn ? undefined : t('project.notYours', { group }), isOwn ? buttons : [], t);
}

async function listProjects({ desk, person, reader }: Asked, group: string): Promise<Message> {
  const { t } = reader;
  const policy = await policyNow(desk);
  const projects = (await desk.projects.all()).filter((project) => group === '' || project.group === group);
  const mayAdd = groupsOf(person, policy).length > 0;
  const add = actionsBlock(mayAdd ? [button('add', NEW, reader, { style: 'primary' })] : [], [], t);
  if (Object.keys(policy.people.groups).length === 0) return noticeMessage(t('project.noGroups'), undefined, [], t);
  if (projects.length === 0) {
    const none = noticeMessage(t('project.none'), undefined, [], t);
    return { ...none, blocks: [...none.blocks, ...add] };
  }
  const head = ['no', 'project', 'group', 'customer', 'daily', 'weekly', 'state'].map((column) => t(`table.${column}`));
  const count = ({ items }: Project, cycle: string): string => String(items.filter((item) => item.cycle === cycle).length);
  const rows = projects.map((project) => [
    project.no,
    project.name,
    project.group,
    project.customer ?? '',
    count(project, 'daily'),
    count(project, 'weekly'),
    t(project.isEnabled ? 'project.enabled' : 'project.disabled'),
  ]);
  const hidden = projects.length - MOST_ROWS;
  const footer = hidden > 0 ? `${t('table.more', { n: hidden })} · ${t('project.byGroup')}` : t('project.how');
  const message = tableMessage(t('project.title', { n: projects.length }), head, rows, footer);
  return { ...message, blocks: [...message.blocks, ...add] };
}

async function showProject({ desk, person, reader }: Asked, no: string): Promise<Message> {
  const project = await desk.projects.get(no);
  if (!project) return noticeMessage(reader.t('refusal.noSuchProject', { no }), undefined, [], reader.t);
  return projectCard(project, groupsOf(person, await policyNow(desk)).includes(project.group), reader);
}

const fieldsModal = (form: Form, no: string, values: FormValues, { t, locale }: Reader, problem?: string): ModalView =>
  modalOf(form, {
    locale,
    t,
    values,
    title: t(no === NEW ? 'project.add' : 'project.edit'),
    submit: t('button.save'),
    metadata: no,
    above: problem ? [problem] : [],
  });

const itemsModal = (project: Project, values: FormValues, { t, locale }: Reader, problem?: string): ModalView =>
  modalOf(ITEMS_FORM, {
    locale,
    t,
    values,
    title: t('project.items'),
    submit: t('button.save'),
    metadata: `${project.no} ${project.version}`,
    above: [...(problem ? [problem] : []), t('project.itemsHow', { name: project.name })],
  });

const itemsOf = (project: Project, { t }: Reader): FormValues => ({ items: itemsAsText(project.items, (word) => t(`itemWord.${word}`)) });

/** What a press on a project does: opens a modal or changes it. */
async function pressed(asked: Asked, action: string, no: string, triggerId: string): Promise<void> {
  const { desk, person, reader, answer } = asked;
  const { t } = reader;
  const groups = groupsOf(person, await policyNow(desk));
  if (action === 'add') {
    if (groups.length === 0) return answer(t('refusal.notYourProject', { no }));
    return openModal(desk, triggerId, t, async () => fieldsModal(projectForm(groups), NEW, { group: groups[0] }, reader));
  }
  const project = await desk.projects.get(no);
  if (!project) return answer(t('refusal.noSuchProject', { no }));
  if (!groups.includes(project.group)) return answer(t('refusal.notYourProject', { no }));
  const { name, group, customer, path } = project;
  if (action === 'edit')
    return openModal(desk, triggerId, t, async () => fieldsModal(projectForm(groups), no, { name, group, customer, path }, reader));
  if (action === 'items') return openModal(desk, triggerId, t, async () => itemsModal(project, itemsOf(project, reader), reader));
  const at = desk.clock.now().toJSDate();
  if (action === 'delete') {
    const removed = await desk.projects.remove(project);
    return answer(removed.ok ? t('project.deleted', { no, name }) : t(`refusal.project_${removed.why}`, { no }));
  }
  const changed = await desk.projects.change(project, { isEnabled: action === 'enable' }, action, person.id, at);
  if (changed.ok) await refreshInspections(desk, person, [project.group]);
  return answer(changed.ok ? projectCard(changed.project, true, reader) : t(`refusal.project_${changed.why}`, { no }));
}

/** Brings the open inspections of groups in line with their projects: what is disabled leaves at once. Rule G1. */
async function refreshInspections(desk: Desk, by: Person, groups: readonly string[]): Promise<void> {
  const [open, projects, policy] = await Promise.all([desk.inspections.open(), desk.projects.all(), policyNow(desk)]);
  const circumstances = { actor: by, now: desk.clock.now(), policy };
  for (const { no, data } of open.filter((one) => groups.includes(one.data.group))) {
    const own = projects.filter(({ group }) => group === data.group);
    await desk.cases.change(no, (record) => withProjects(record as object as Inspection, own, circumstances));
  }
  desk.outbox.poke();
}

const refusedAs = (why: NotWritten, no: string, field: string, { t }: Reader): SubmissionResult => ({
  errors: { [field]: t(`refusal.project_${why}`, { no }) },
});

const told = (project: Project, reader: Reader): SubmissionResult => ({
  show: tellingModal(reader.t('modal.done'), [reader.t('project.saved', { no: project.no, name: project.name })], reader.t),
});

async function saveFields(desk: Desk, person: Person, view: SlackViewAction['view'], reader: Reader): Promise<SubmissionResult> {
  const groups = groupsOf(person, await policyNow(desk));
  const form = projectForm(groups);
  const checked = validate(form, valuesIn(form, view.state.values as ViewState), reader.now);
  if (!checked.ok) return { errors: errorsInWords(checked.errors, reader.t) };
  const { values } = checked;
  const fields: ProjectFields = {
    name: textIn(values, 'name') ?? '',
    group: textIn(values, 'group') ?? '',
    customer: textIn(values, 'customer'),
    path: textIn(values, 'path'),
  };
  const at = desk.clock.now().toJSDate();
  const no = view.private_metadata;
  const before = no === NEW ? undefined : await desk.projects.get(no);
  if (no !== NEW && !before) return refusedAs('gone', no, 'name', reader);
  if (before && !groups.includes(before.group)) return { errors: { name: reader.t('refusal.notYourProject', { no }) } };
  const written = before
    ? await desk.projects.change(before, fields, 'edit', person.id, at)
    : await desk.projects.add(fields, person.id, at);
  if (before && written.ok) await refreshInspections(desk, person, [before.group, fields.group]);
  return written.ok ? told(written.project, reader) : refusedAs(written.why, no, 'name', reader);
}

async function saveItems(desk: Desk, person: Person, view: SlackViewAction['view'], reader: Reader): Promise<SubmissionResult> {
  const [no = '', version] = view.private_metadata.split(' ');
  const project = await desk.projects.get(no);
  if (!project) return refusedAs('gone', no, 'items', reader);
  if (!groupsOf(person, await policyNow(desk)).includes(project.group))
    return { errors: { items: reader.t('refusal.notYourProject', { no }) } };
  if (String(project.version) !== version) return refusedAs('changedMeanwhile', no, 'items', reader);
  const checked = validate(ITEMS_FORM, valuesIn(ITEMS_FORM, view.state.values as ViewState), reader.now);
  if (!checked.ok) return { errors: errorsInWords(checked.errors, reader.t) };
  const parsed = parseItems(textIn(checked.values, 'items') ?? '', ITEM_WORDS, project.items, project.lastItem);
  if ('problems' in parsed)
    return { errors: { items: parsed.problems.map(({ code, params }) => reader.t(`invalid.${code}`, params)).join(' ') } };
  const { items, lastItem } = parsed;
  const written = await desk.projects.change(project, { items, lastItem }, 'items', person.id, desk.clock.now().toJSDate());
  if (written.ok) await refreshInspections(desk, person, [project.group]);
  return written.ok ? told(written.project, reader) : refusedAs(written.why, no, 'items', reader);
}

async function answerProject(asked: Asked, text: string, triggerId: string): Promise<void> {
  const [word = '', ...rest] = text.trim().split(/\s+/);
  if (word === 'add') return pressed(asked, 'add', NEW, triggerId);
  const no = parseProjectNo(word);
  if (no) return asked.answer(await showProject(asked, no));
  if (word === '' || word === 'list') return asked.answer(await listProjects(asked, rest.join(' ')));
  return asked.answer(asked.reader.t('help.project'));
}

const SAVES: Readonly<Record<string, typeof saveFields>> = { 'project.edit': saveFields, [ITEMS_FORM.name]: saveItems };

export const project: Entry = {
  commands: ['/project'],
  register(app, desk) {
    app.command('/project', async ({ command, ack, respond }) => {
      await ack();
      await attend(desk, command.user_id, answerer(desk, command.user_id, respond), (asked) =>
        answerProject(asked, command.text, command.trigger_id),
      );
    });

    app.action<BlockAction>(
      { type: 'block_actions', action_id: new RegExp(`^${CASE_ACTION}${PROJECT_ACTION.replace('.', '\\.')}`) },
      async ({ body, action, ack, respond }) => {
        await ack();
        if (action.type !== 'button') return;
        const name = action.action_id.slice(CASE_ACTION.length + PROJECT_ACTION.length);
        await attend(desk, body.user.id, answerer(desk, body.user.id, body.response_url ? respond : undefined), (asked) =>
          pressed(asked, name, action.value ?? '', body.trigger_id),
        );
      },
    );

    app.view({ type: 'view_submission', callback_id: /^project\.(edit|items)$/ }, async ({ view, body, ack }) => {
      const person = await desk.people.find(body.user.id);
      const reader = readerFor(desk, person);
      const { t, locale } = reader;
      const isItems = view.callback_id === ITEMS_FORM.name;
      const form = isItems ? ITEMS_FORM : projectForm(groupsOf(person, await policyNow(desk)));
      const raw = valuesIn(form, view.state.values as ViewState);
      const save = SAVES[view.callback_id] ?? saveFields;
      const first = form.fields[0]?.name ?? '';
      const work = save(desk, person, view, reader).catch(
        (error: unknown): SubmissionResult => ({ errors: { [first]: troubleInWords(error, desk.log, locale, { user: person.id }) } }),
      );
      const retype = (problem: string): ModalView =>
        modalOf(form, {
          locale,
          t,
          values: raw,
          title: t(view.callback_id),
          submit: t('button.save'),
          metadata: view.private_metadata,
          above: [problem],
        });
      await answerSubmission({ desk, viewId: view.id, t, retype, ack: (response) => (response ? ack(response) : ack()) }, work);
    });
  },
};
