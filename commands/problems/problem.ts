import { type FormValues, textIn } from '../../src/cases/form.js';
import { parseCaseNo } from '../../src/cases/kinds.js';
import { REPORT_FORM } from '../../src/cases/problem/form.js';
import type { Problem } from '../../src/cases/problem/problem.js';
import { reportProblem } from '../../src/cases/problem/workflow.js';
import { parseRegisterNo } from '../../src/cases/register.js';
import { byWord } from '../../src/cases/table.js';
import { wordsFor } from '../../src/locales/index.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { actionsBlock, type Message, noticeMessage, tableMessage } from '../../src/slack/messages/blocks.js';
import { fitAlone, rowsAlone } from '../../src/slack/messages/broken.js';
import { namesOf } from '../../src/slack/messages/names.js';
import { tellingModal } from '../../src/slack/modals/modal.js';
import { policyNow } from '../../src/slack/people/policy.js';
import { linksTo } from '../../src/slack/people/readers.js';
import { answerCase } from '../shared/case-views.js';
import { listAsked, listsInWords, notUnderstood, numberOf } from '../shared/list-words.js';
import { notThere } from '../shared/not-there.js';
import { NEW, openForm, type RegisterCommand, registerButton } from '../shared/registers.js';
import { shareable } from '../shared/shareable.js';
import type { List } from '../subject.js';

const NAME = 'problem';
async function table({ desk, reader, from }: Asked, title: string, problems: readonly Problem[], again: string): Promise<Message> {
  const { t } = reader;
  const names = await namesOf(desk, [...new Set(problems.map(({ owner }) => owner))]);
  const head = ['no', 'problem', 'project', 'severity', 'state', 'recurrences', 'tickets', 'person'].map((column) =>
    t(`problem.table.${column}`),
  );
  const rows = rowsAlone(desk, problems, head, reader, ({ no, state, owner, data }) => [
    no,
    data.title,
    `${data.project} ${data.projectName}`,
    t(`problem.severity.${data.severity}`),
    t(`problem.state.${state}`),
    String(data.recurrences.length),
    data.tickets.join(' '),
    names.get(owner) ?? owner,
  ]);
  const footer = problems.length === 0 ? t('problem.none') : undefined;
  const message = tableMessage({ title, head, rows, links: linksTo(desk, problems), from, again, footer }, t);
  return {
    ...message,
    blocks: [...message.blocks, ...actionsBlock([registerButton(NAME, 'add', NEW, reader, { style: 'primary' })], [], t)],
  };
}

const folded = (text: string): string => text.normalize('NFKC').toLowerCase();

/** The open problems that all of these words are said of: their titles, what was described, their projects. */
async function withWords(desk: Asked['desk'], typed: string): Promise<Problem[]> {
  const words = folded(typed).split(/\s+/).filter(Boolean);
  const held = ({ no, data }: Problem): string => folded(`${no} ${data.title} ${data.description} ${data.project} ${data.projectName}`);
  const all = fitAlone(desk, await desk.problems.open(), 'list', held);
  return all.filter((one) => words.every((word) => held(one).includes(word)));
}

/** What can be asked of the problem register, each also shared to a channel. Rule G9. */
export const PROBLEM_LISTS: Readonly<Record<string, List>> = byWord({
  async open(asked) {
    const problems = await asked.desk.problems.open();
    return table(asked, asked.reader.t('problem.open', { n: problems.length }), problems, 'problem open');
  },
  async find(asked, typed) {
    const problems = await withWords(asked.desk, typed);
    return table(asked, asked.reader.t('problem.found', { typed: typed.trim(), n: problems.length }), problems, `problem find ${typed}`);
  },
  async project(asked, typed) {
    const { t } = asked.reader;
    const no = parseRegisterNo('P', typed);
    const project = no && (await asked.desk.projects.get(no));
    if (!project) return noticeMessage(await notThere(asked, no ?? typed, 'shared.refusal.noSuchProject'), undefined, [], t);
    const problems = await asked.desk.problems.ofProject(project.no);
    return table(
      asked,
      t('problem.ofProject', { no: project.no, name: project.name, n: problems.length }),
      problems,
      `problem project ${project.no}`,
    );
  },
});

async function report(asked: Asked, values: FormValues, viewId: string) {
  const { desk, person, reader } = asked;
  const project = await desk.projects.get(textIn(values, 'project') ?? '');
  if (!project) return { errors: { project: reader.t('shared.invalid.notThere', { no: textIn(values, 'project') ?? '' }) } };
  const reported = { project: project.no, projectName: project.name, group: project.group };
  const ticket = parseCaseNo(textIn(values, 'ticket') ?? '');
  const circumstances = { actor: person, now: desk.clock.now(), policy: await policyNow(desk) };
  const { no } = await desk.cases.create(
    'problem',
    (seq) => reportProblem({ ...values, ticket }, reported, { team: desk.team.id, seq }, circumstances),
    `view:${viewId}`,
  );
  desk.outbox.poke();
  return { show: tellingModal(reader.t('shared.modal.done'), [reader.t('problem.saved', { no, project: project.name })], reader.t) };
}

/** What can be said after `/problem` besides its lists, in any language. */
const WORDS = wordsFor(`${NAME}.word`, ['add']);
const LISTS = listsInWords(NAME, PROBLEM_LISTS);

export const PROBLEMS: RegisterCommand = {
  name: NAME,
  command: '/problem',
  async answer(asked, text, triggerId) {
    const { t } = asked.reader;
    const [word = '', ...rest] = text.trim().split(/\s+/);
    const named = listAsked(LISTS, text.trim() || 'open');
    // Words behind one that takes none are looked for, together with it.
    if (named && (named.rest === '' || named.word !== 'open'))
      return asked.answer(shareable(await named.list(asked, named.rest), `problem ${named.word} ${named.rest}`.trim(), t));
    if (WORDS[word.toLowerCase()] === 'add') return PROBLEMS.presses.add?.(asked, NEW, triggerId);
    const no = parseCaseNo(numberOf('PB', word));
    if (no?.startsWith('PB-')) return answerCase(asked, no, rest, triggerId);
    const isFound = (await withWords(asked.desk, text)).length > 0;
    const found = isFound ? await PROBLEM_LISTS.find?.(asked, text) : undefined;
    return asked.answer(
      found ? shareable(found, `problem find ${text.trim()}`, t) : await notUnderstood(text, NAME, 'problem', ['open'], asked),
    );
  },
  presses: { add: (asked, target, triggerId) => openForm(asked, PROBLEMS, 'report', target, { severity: 'minor' }, triggerId) },
  forms: { report: { form: async () => REPORT_FORM, save: (asked, _target, values, viewId) => report(asked, values, viewId) } },
};
