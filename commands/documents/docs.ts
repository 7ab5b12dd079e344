import { CLOCK } from '../../src/cases/case.js';
import {
  currentVersion,
  DOCUMENT_HISTORY,
  DOCUMENT_KINDS,
  type DocumentKind,
  type DocumentVersion,
  isSafeLink,
  type ProjectDocument,
} from '../../src/cases/document/document.js';
import { DOCUMENT_FORM, EDIT_FORM, VERSION_FORM } from '../../src/cases/document/form.js';
import { fileInWords, filesOf, withoutFile } from '../../src/cases/file.js';
import { type FormValues, filesIn, textIn } from '../../src/cases/form.js';
import { groupsOf } from '../../src/cases/group.js';
import type { Project } from '../../src/cases/inspection/index.js';
import { parseRegisterNo } from '../../src/cases/register.js';
import { bold, link, person as mention, shorten, unformatted } from '../../src/cases/text.js';
import { LOCALES, translator, wordsFor } from '../../src/locales/index.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import type { Desk } from '../../src/slack/desk.js';
import { actionsBlock, listMessage, type Message, noticeMessage, tableMessage } from '../../src/slack/messages/blocks.js';
import { rowsAlone } from '../../src/slack/messages/broken.js';
import { tellLeaders } from '../../src/slack/outbox/tell-leaders.js';
import { policyNow } from '../../src/slack/people/policy.js';
import { timeInWords } from '../../src/time/wording.js';
import { adding, cardAlone, opening, ownEntry, switching } from '../shared/entries.js';
import { openHistory } from '../shared/history.js';
import { lookingFor } from '../shared/list-words.js';
import { notThere } from '../shared/not-there.js';
import { NEW, type RegisterCommand, type RegisterForm, registerButton, writtenResult } from '../shared/registers.js';
import type { Subject } from '../subject.js';

const NAME = 'document';
const WORDS = wordsFor('document.word', ['add', 'help']);
const MOST_VERSIONS = 30;
/** So much of what is not found is said again. */
const SHOWN_WORDS = 60;

/** A document's group is its project's. */
type Owned = ProjectDocument & { readonly group: string; readonly projectName: string };

const owned = (document: ProjectDocument, projects: ReadonlyMap<string, Project>): Owned => {
  const project = projects.get(document.project);
  return { ...document, group: project?.group ?? '', projectName: project?.name ?? document.project };
};
const projectsOf = async (desk: Desk): Promise<ReadonlyMap<string, Project>> =>
  new Map((await desk.projects.all()).map((project) => [project.no, project]));

/** The documents as entries that a group owns. */
const KEPT = {
  name: NAME,
  store: (desk: Desk) => ({
    async get(no: string): Promise<Owned | undefined> {
      const document = await desk.documents.get(no);
      return document && owned(document, await projectsOf(desk));
    },
    async change(before: Owned, change: Partial<ProjectDocument>, action: string, by: string, at: Date) {
      const written = await desk.documents.change(before, change, action, by, at);
      return written.ok ? { ...written, entry: owned(written.entry, await projectsOf(desk)) } : written;
    },
    async remove(entry: Owned) {
      const removed = await desk.documents.remove(entry);
      return removed.ok ? { ...removed, entry } : removed;
    },
  }),
};

/** Where a version is, as a link with its name. */
const versionInWords = ({ n, file, link: url, note, by, at }: DocumentVersion, { t, now, locale }: Asked['reader']): string => {
  const where = file ? fileInWords(isSafeLink(file.permalink) ? file : { ...file, permalink: '' }, { t }) : url ? link(url, url) : '';
  return `${t('document.version_n', { n })} ${where} · ${mention(by)} ${timeInWords(at, now, locale)}${note ? ` · ${note}` : ''}`;
};

/** Which version is in force, and since when. */
const inForceInWords = (document: ProjectDocument, { t, now, locale }: Asked['reader']): string => {
  const newest = currentVersion(document);
  return newest ? `${t('document.version_n', { n: newest.n })} · ${timeInWords(newest.at, now, locale)}` : '';
};

/** Where the version in force is. */
function addressOf({ versions }: ProjectDocument): string | undefined {
  const newest = Array.isArray(versions) ? currentVersion({ versions }) : undefined;
  const address = newest?.file?.permalink ?? newest?.link;
  return address && isSafeLink(address) ? address : undefined;
}

function documentCard(document: Owned, isOwn: boolean, { reader }: Asked): Message {
  const { t } = reader;
  const { no, title, kind, isEnabled, project, projectName, versions } = document;
  const lines = [
    `${bold(`${no} · ${title}`)} · ${t(`document.documentKind.${kind}`)} · ${project} ${projectName}${isEnabled ? '' : ` · ${t('document.outOfForce')}`}`,
    ...versions
      .toReversed()
      .slice(0, MOST_VERSIONS)
      .map((version, n) => `${n === 0 ? '📄' : '▫️'} ${versionInWords(version, reader)}`),
  ];
  const buttons = [
    registerButton(NAME, 'version', no, reader, { style: 'primary' }),
    registerButton(NAME, 'edit', no, reader),
    registerButton(NAME, isEnabled ? 'disable' : 'enable', no, reader),
    registerButton(NAME, 'history', no, reader),
  ];
  const message = listMessage(lines[0] ?? '', lines.slice(1), t);
  return { ...message, blocks: [...message.blocks, ...actionsBlock(isOwn ? buttons : [], [], t)] };
}

/** What people call a kind of document, in every language. */
const kindWords = (kind: string): string =>
  LOCALES.map(translator)
    .flatMap((t) => [t(`document.documentKind.${kind}`), ...(isKind(kind) ? [t(`document.kindAlso.${kind}`)] : [])])
    .join(' ');
const isKind = (kind: string): kind is DocumentKind => DOCUMENT_KINDS.some((one) => one === kind);
const folded = (text: string): string => text.normalize('NFKC').toLowerCase();

/** The documents, by project and kind: each with the version in force; those that all words are said of, in any language. Rule G10. */
async function listDocuments(asked: Asked, projectNo: string | undefined, typed = ''): Promise<Message> {
  const { desk, person, reader } = asked;
  const { t } = reader;
  const projects = await projectsOf(desk);
  const words = folded(typed).split(/\s+/).filter(Boolean);
  const isMeant = ({ kind, title, projectName }: Owned): boolean => {
    const held = folded(`${kindWords(kind)} ${title} ${projectNo ? '' : projectName}`);
    return words.every((word) => held.includes(word));
  };
  const all = (await desk.documents.of(projectNo)).map((document) => owned(document, projects));
  const meant = all.filter(isMeant);
  // Of what is not found it says so, and shows what there is.
  const documents = meant.length > 0 ? meant : all;
  const head = ['no', 'project', 'kind', 'title', 'version', 'state'].map((column) => t(`document.table.${column}`));
  const rows = rowsAlone(desk, documents, head, reader, (document) => [
    document.no,
    `${document.project} ${document.projectName}`,
    t(`document.documentKind.${document.kind}`),
    document.title,
    inForceInWords(document, reader),
    document.isEnabled ? '' : t('document.outOfForce'),
  ]);
  const title =
    meant.length > 0 ? t('document.list', { n: documents.length }) : t('document.noneFound', { typed: shorten(typed.trim(), SHOWN_WORDS) });
  const again = ['docs', projectNo, typed].filter(Boolean).join(' ');
  const message =
    documents.length === 0
      ? noticeMessage(t('document.none'), undefined, [], t)
      : tableMessage({ title, head, rows, links: documents.map(addressOf), isOpenedHere: true, from: asked.from, again }, t);
  const groups = groupsOf(person, await policyNow(desk));
  const mayAdd = projectNo ? groups.includes(projects.get(projectNo)?.group ?? '') : groups.length > 0;
  const add = mayAdd ? [registerButton(NAME, 'add', projectNo ?? NEW, reader, { style: 'primary' })] : [];
  return { ...message, blocks: [...message.blocks, ...actionsBlock(add, [], t)] };
}

/** What is listed for what was typed: words, of one project if its number stands first. */
function listOf(asked: Asked, typed: string): Promise<Message> {
  const [word = '', ...rest] = typed.trim().split(/\s+/);
  const project = parseRegisterNo('P', word);
  return project ? listDocuments(asked, project, rest.join(' ')) : listDocuments(asked, undefined, typed.trim());
}

type Versions = { readonly versions: readonly DocumentVersion[] } | { readonly errors: Record<string, string> };

/** The file or link of a version, or what is wrong with it by field. */
function versionIn(values: FormValues, before: readonly DocumentVersion[], by: string, at: Date, { t }: Asked['reader']): Versions {
  const [file] = filesIn(values, 'files');
  const url = textIn(values, 'link');
  if (!file && !url) return { errors: { link: t('document.invalid.fileOrLink') } };
  if (file && url) return { errors: { link: t('document.invalid.notBoth') } };
  if (url && !isSafeLink(url)) return { errors: { link: t('shared.invalid.link') } };
  const note = textIn(values, 'note');
  const version: DocumentVersion = {
    n: (before.at(-1)?.n ?? 0) + 1,
    ...(file ? { file } : {}),
    ...(url ? { link: url } : {}),
    ...(note ? { note } : {}),
    by,
    at,
  };
  return { versions: [...before, version] };
}

const add: RegisterForm = {
  form: async () => DOCUMENT_FORM,
  async save(asked, _target, values) {
    const { desk, person, reader } = asked;
    const at = desk.clock.now().toJSDate();
    const project = await ownEntry(asked, 'project', desk.projects, textIn(values, 'project') ?? '');
    if (typeof project === 'string') return { errors: { project } };
    const first = versionIn(values, [], person.id, at, reader);
    if ('errors' in first) return first;
    const kind = (textIn(values, 'documentKind') ?? 'other') as DocumentKind;
    const data = { project: project.no, kind, title: textIn(values, 'title') ?? '', versions: first.versions };
    return writtenResult(NAME, await desk.documents.add(data, person.id, at), NEW, 'title', asked, ({ title }) => title);
  },
};

/** A newer version supersedes; nothing is overwritten. */
const version: RegisterForm = {
  form: async () => VERSION_FORM,
  async save(asked, no, values) {
    const { desk, person, reader } = asked;
    const own = await ownEntry(asked, NAME, KEPT.store(desk), no);
    if (typeof own === 'string') return { errors: { link: own } };
    const at = desk.clock.now().toJSDate();
    const more = versionIn(values, own.versions, person.id, at, reader);
    if ('errors' in more) return more;
    const written = await desk.documents.change(own, { versions: more.versions }, 'version', person.id, at);
    return writtenResult(NAME, written, no, 'link', asked, ({ title }) => title);
  },
};

/** What it is called and where it belongs, set right; its versions stay. */
const edit: RegisterForm = {
  form: async () => EDIT_FORM,
  async known({ desk }, no) {
    const document = await desk.documents.get(no);
    if (!document) return undefined;
    const { project, kind, title, version: at, history } = document;
    return { values: { project, documentKind: kind, title }, version: at, history };
  },
  async save(asked, no, values, _viewId, at) {
    const { desk, person } = asked;
    const own = await ownEntry(asked, NAME, KEPT.store(desk), no);
    if (typeof own === 'string') return { errors: { title: own } };
    if (own.version !== at) return 'again';
    const project = await ownEntry(asked, 'project', desk.projects, textIn(values, 'project') ?? '');
    if (typeof project === 'string') return { errors: { project } };
    const kind = (textIn(values, 'documentKind') ?? own.kind) as DocumentKind;
    const change = { project: project.no, kind, title: textIn(values, 'title') ?? own.title };
    const written = await desk.documents.change(own, change, 'edit', person.id, desk.clock.now().toJSDate());
    return writtenResult(NAME, written, no, 'title', asked, ({ title }) => title);
  },
};

const all = (): RegisterCommand => DOCUMENTS;
const shown = (asked: Asked, entry: Owned): Message => documentCard(entry, true, asked);

const DOCUMENTS: RegisterCommand = {
  name: NAME,
  command: '/docs',
  async answer(asked, text, triggerId) {
    const { desk, reader } = asked;
    const [word = ''] = text.trim().split(/\s+/);
    if (WORDS[word.toLowerCase()] === 'add') return DOCUMENTS.presses.add?.(asked, NEW, triggerId);
    if (word === '' || parseRegisterNo('P', word)) return asked.answer(await listOf(asked, text));
    const no = parseRegisterNo('DOC', word);
    const entry = no && (await KEPT.store(desk).get(no));
    if (!no && WORDS[word.toLowerCase()] === 'help') return asked.answer(reader.t('document.help.docs'));
    if (!no) return asked.answer(await listOf(asked, text));
    if (!entry) return asked.answer(await notThere(asked, no));
    const own = await ownEntry(asked, NAME, KEPT.store(desk), no);
    const ways = typeof own === 'string' ? [] : ['edit', 'version', entry.isEnabled ? 'disable' : 'enable'];
    return asked.answer(
      await cardAlone(asked, NAME, entry, ways, { texts: ['title', 'project', 'kind'], lists: ['versions'] }, () =>
        documentCard(entry, typeof own !== 'string', asked),
      ),
    );
  },
  presses: {
    async add(asked, target, triggerId) {
      const project = target === NEW ? undefined : await ownEntry(asked, 'project', asked.desk.projects, target);
      if (typeof project === 'string') return asked.answer(project);
      return adding(all, 'add', () => (project ? { project: project.no } : {}))(asked, target, triggerId);
    },
    edit: opening(KEPT, all, 'edit'),
    version: opening(KEPT, all, 'version'),
    history: openHistory,
    enable: switching(KEPT, true, shown),
    disable: switching(KEPT, false, shown),
  },
  forms: { add, edit, version },
};

/** A version whose file was deleted says so, and whoever leads hears it: what is in force is nowhere else. */
async function fileGone(desk: Desk, file: string): Promise<void> {
  const at = desk.clock.now().toJSDate();
  for (const document of await desk.documents.of(undefined)) {
    const gone = filesOf(document.versions).find(({ id, goneAt }) => id === file && !goneAt);
    if (!gone) continue;
    const written = await desk.documents.change(document, { versions: withoutFile(document.versions, file, at) }, 'fileGone', CLOCK.id, at);
    const { no, title } = document;
    if (written.ok) await tellLeaders(desk, (t) => t('document.fileGone', { no, title: unformatted(title), file: unformatted(gone.name) }));
  }
}

/** The documents of projects, each version kept. Rule G10. */
export const documents: Subject = {
  ...DOCUMENTS,
  ownLists: { '': listOf },
  offers: lookingFor('document', 'docs'),
  fileGone,
  entries: { prefix: 'DOC', inHistory: DOCUMENT_HISTORY, get: (desk, no) => desk.documents.get(no) },
};
