import { textIn } from '../../src/cases/form.js';
import { groupsOf } from '../../src/cases/group.js';
import { sinceAll } from '../../src/cases/inspection/check-item.js';
import type { Project } from '../../src/cases/inspection/project.js';
import { projectForm } from '../../src/cases/inspection/project-form.js';
import { parseRegisterNo } from '../../src/cases/register.js';
import { bold, shorten } from '../../src/cases/text.js';
import { wordsFor } from '../../src/locales/index.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import type { Desk } from '../../src/slack/desk.js';
import { actionsBlock, type Message, noticeMessage, TABLE_ROWS, tableMessage } from '../../src/slack/messages/blocks.js';
import { rowsAlone } from '../../src/slack/messages/broken.js';
import { policyNow, wholeDay } from '../../src/slack/people/policy.js';
import { withCustomer } from '../customers/index.js';
import { adding, cardAlone, deleting, disableForm, editForm, opening, switching } from '../shared/entries.js';
import { openHistory } from '../shared/history.js';
import { numberOf } from '../shared/list-words.js';
import { withNotTaken } from '../shared/not-taken.js';
import { notThere } from '../shared/not-there.js';
import { NEW, type RegisterCommand, registerButton } from '../shared/registers.js';
import type { Subject } from '../subject.js';
import { CHECKED_PROJECTS, copyForm, disablingMeans, itemsForm, itemsShown, refreshInspections } from './check-items.js';
import { listGroups, moveGroupForm, moveGroupPress } from './groups.js';
import { columnsForm, exportItems, importForm } from './item-sheets.js';

const NAME = 'project';

/** Text as it is compared: full width, case and blanks make no difference. */
const folded = (text: string): string => text.normalize('NFKC').toLowerCase();
const foldedWords = (text: string): string[] => folded(text).split(/\s+/).filter(Boolean);

/** What can be said after `/project`, in any language. */
const WORDS = { ...wordsFor('project.word', ['add', 'groups', 'help']), ...wordsFor('project.listWord', ['list']) };

/** A project as its reader may see it: fields, check items, and the buttons of those who may change it. */
function projectCard(project: Project, isOwn: boolean, isRemovable: boolean, { reader }: Asked): Message {
  const { t } = reader;
  const { no, name, group, customer, path, isEnabled } = project;
  const lines = [
    `${bold(`${no} · ${name}`)} · ${t(isEnabled ? 'project.enabled' : 'project.disabled')}`,
    t('project.fields', { group, customer: customer ?? '–', path: path ?? '–' }),
    itemsShown(project, reader, t('project.noItems')),
  ];
  const buttons = [
    registerButton(NAME, 'items', no, reader, { style: 'primary' }),
    registerButton(NAME, 'edit', no, reader),
    registerButton(NAME, 'copy', no, reader),
    registerButton(NAME, 'export', no, reader),
    registerButton(NAME, 'import', no, reader),
    registerButton(NAME, isEnabled ? 'disable' : 'enable', no, reader),
    registerButton('device', 'addTo', no, reader),
    registerButton(NAME, 'history', no, reader),
    ...(isRemovable
      ? [registerButton(NAME, 'delete', no, reader, { style: 'danger', confirm: t('project.confirmDelete', { name }) })]
      : []),
  ];
  return noticeMessage(lines.join('\n'), isOwn ? undefined : t('project.notYours', { group }), isOwn ? buttons : [], t);
}

/** So much of what is not found is said again. */
const SHOWN_WORDS = 60;

async function listProjects(asked: Asked, group: string, typed = ''): Promise<Message> {
  const { desk, person, reader } = asked;
  const { t } = reader;
  const policy = await policyNow(desk);
  const words = foldedWords(typed);
  const every = await desk.projects.all();
  const found = every.filter((project) => {
    const { no, name, customer = '', path = '' } = project;
    const held = folded(`${no} ${name} ${project.group} ${customer} ${path}`);
    return (group === '' || project.group === group) && words.every((word) => held.includes(word));
  });
  // Of what is not found it says so, and shows what there is.
  const isFound = found.length > 0 || words.length === 0;
  const projects = isFound ? found : every;
  const mayAdd = groupsOf(person, policy).length > 0;
  const add = actionsBlock(mayAdd ? [registerButton(NAME, 'add', NEW, reader, { style: 'primary' })] : [], [], t);
  if (Object.keys(policy.people.groups).length === 0) return noticeMessage(t('project.noGroups'), undefined, [], t);
  if (projects.length === 0) {
    const none = noticeMessage(t('project.none'), undefined, [], t);
    return { ...none, blocks: [...none.blocks, ...add] };
  }
  const head = ['no', 'project', 'group', 'customer', 'daily', 'weekly', 'monthly', 'state'].map((column) => t(`project.table.${column}`));
  const count = ({ items }: Project, cycle: string): string => String(items.filter((item) => item.cycle === cycle).length);
  const rows = rowsAlone(desk, projects, head, reader, (project) => [
    project.no,
    project.name,
    project.group,
    project.customer ?? '',
    count(project, 'daily'),
    count(project, 'weekly'),
    count(project, 'monthly'),
    t(project.isEnabled ? 'project.enabled' : 'project.disabled'),
  ]);
  const footer = projects.length > TABLE_ROWS ? t('project.byGroup') : t('project.how');
  const title = isFound
    ? t('project.title', { n: projects.length })
    : t('project.noneFound', { typed: shorten(typed.trim(), SHOWN_WORDS) });
  const message = tableMessage({ title, head, rows, from: asked.from, again: `project list ${group}`.trim(), footer }, t);
  return { ...message, blocks: [...message.blocks, ...add] };
}

async function showProject(asked: Asked, no: string): Promise<Message> {
  const { desk, person, reader } = asked;
  const project = await desk.projects.get(no);
  if (!project) return noticeMessage(await notThere(asked, no, 'shared.refusal.noSuchProject'), undefined, [], reader.t);
  const isOwn = groupsOf(person, await policyNow(desk)).includes(project.group);
  const isRemovable = isOwn && (await desk.projects.isRemovable(project));
  const ways = isOwn ? ['edit', 'items', project.isEnabled ? 'disable' : 'enable', ...(isRemovable ? ['delete'] : [])] : [];
  return cardAlone(asked, NAME, project, ways, { texts: ['name', 'group'], lists: ['items'] }, () =>
    projectCard(project, isOwn, isRemovable, asked),
  );
}

const KEPT = { name: NAME, store: ({ projects }: Desk) => projects };
const edit = editForm(KEPT, {
  form: projectForm,
  fields: (values) => ({
    name: textIn(values, 'name') ?? '',
    group: textIn(values, 'group') ?? '',
    customer: textIn(values, 'customer'),
    path: textIn(values, 'path'),
  }),
  known: ({ name, group, customer, path }) => ({ name, group, customer, path }),
  meant: withCustomer,
  fresh: (_asked, fields) => ({ ...fields, items: [], lastItem: 0 }),
  field: 'name',
  /** It is inspected once it has check items; its devices and the group's duties belong to it too. */
  next: ({ reader }, { no, group }) => ({
    words: reader.t('project.next', { group }),
    buttons: [
      registerButton(NAME, 'items', no, reader, { style: 'primary' }),
      registerButton(NAME, 'import', no, reader),
      registerButton(NAME, 'copy', no, reader),
      registerButton('device', 'addTo', no, reader),
      registerButton('duty', 'templates', no, reader),
    ],
  }),
});
const all = (): RegisterCommand => PROJECTS;
const follow = {
  after: ({ desk, person }: Asked, { no }: Project, reason?: string) => refreshInspections(desk, person, [no], reason),
};
const shown = (asked: Asked, { no }: Project): Promise<Message> => showProject(asked, no);

const PROJECTS: RegisterCommand = {
  name: NAME,
  command: '/project',
  async answer(asked, text, triggerId) {
    const [word = '', ...rest] = text.trim().split(/\s+/);
    if (WORDS[word.toLowerCase()] === 'groups') return asked.answer(await listGroups(asked));
    if (WORDS[word.toLowerCase()] === 'add') return PROJECTS.presses.add?.(asked, NEW, triggerId);
    const no = parseRegisterNo('P', numberOf('P', word));
    if (no) return asked.answer(withNotTaken(await showProject(asked, no), rest, asked.reader));
    if (word === '' || WORDS[word.toLowerCase()] === 'list') return asked.answer(await listProjects(asked, rest.join(' ')));
    if (WORDS[word.toLowerCase()] === 'help') return asked.answer(asked.reader.t('project.help.project'));
    return asked.answer(await listProjects(asked, '', text));
  },
  presses: {
    add: adding(all, 'edit', ([group]) => ({ group })),
    edit: opening(KEPT, all, 'edit'),
    items: opening(KEPT, all, 'items'),
    copy: opening(KEPT, all, 'copy'),
    import: opening(KEPT, all, 'import'),
    history: openHistory,
    moveGroup: moveGroupPress(all),
    export: (asked, no) => exportItems(asked, CHECKED_PROJECTS, no),
    enable: switching(KEPT, true, shown, { ...follow, more: async ({ desk }) => ({ since: sinceAll(await wholeDay(desk)) }) }),
    disable: opening(KEPT, all, 'disable'),
    delete: deleting(KEPT),
  },
  forms: {
    edit,
    items: itemsForm(CHECKED_PROJECTS),
    copy: copyForm(CHECKED_PROJECTS),
    import: importForm(CHECKED_PROJECTS),
    columns: columnsForm(CHECKED_PROJECTS),
    moveGroup: moveGroupForm,
    disable: disableForm(KEPT, { means: disablingMeans, ...follow }),
  },
};

const labelOf = ({ no, name, group }: Pick<Project, 'no' | 'name' | 'group'>): string => `${no} ${name} · ${group}`;

/** What is inspected for a customer: its check items, and who looks. Rules G1, G2. */
export const projects: Subject = {
  ...PROJECTS,
  entries: { prefix: 'P', get: (desk, no) => desk.projects.get(no) },
  ownLists: { list: listProjects },
  named: {
    project: {
      find: async (desk, no) => (await desk.projects.get(no))?.no,
      missing: 'shared.invalid.notThere',
      async options(desk, typed) {
        const wanted = typed.trim().toLowerCase();
        const every = await desk.projects.all();
        return every.map((project) => [project.no, labelOf(project)] as const).filter(([, label]) => label.toLowerCase().includes(wanted));
      },
    },
  },
};
