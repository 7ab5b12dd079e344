import { numberOf } from '../../commands/shared/list-words.js';
import type { RegisterCommand } from '../../commands/shared/registers.js';
import { NEW, openForm, registerButton } from '../../commands/shared/registers.js';
import { shareable } from '../../commands/shared/shareable.js';
import { showCase } from '../../commands/shared/show-case.js';
import type { List, Subject } from '../../commands/subject.js';
import type { FormValues } from '../../src/cases/form.js';
import { parseCaseNo } from '../../src/cases/kinds.js';
import { byWord } from '../../src/cases/table.js';
import { unformatted } from '../../src/cases/text.js';
import type { Printing } from '../../src/documents/papers.js';
import { Sheet } from '../../src/documents/sheet.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import type { Desk } from '../../src/slack/desk.js';
import { actionsBlock, header, noticeMessage, section, tableMessage } from '../../src/slack/messages/blocks.js';
import { rowsAlone } from '../../src/slack/messages/broken.js';
import { namesOf } from '../../src/slack/messages/names.js';
import { tellingModal } from '../../src/slack/modals/modal.js';
import { policyNow } from '../../src/slack/people/policy.js';
import type { CaseRecord } from '../../src/store/cases.js';
import { timeInWords } from '../../src/time/wording.js';
import type { Loan } from './loan.js';
import { LEND_FORM, lend } from './workflow.js';

/** What is out, the most urgent first. */
async function loansOut({ cases: { model, team } }: Desk): Promise<Loan[]> {
  const found = await model.find({ team, kind: 'loan', isOpen: true }).sort({ dueAt: 1, no: 1 }).lean<CaseRecord[]>();
  return found as (CaseRecord & Loan)[];
}

const LISTS: Readonly<Record<string, List>> = byWord({
  async open({ desk, reader, from }) {
    const { t, now, locale } = reader;
    const loans = await loansOut(desk);
    const names = await namesOf(desk, [...new Set(loans.map(({ owner }) => owner))]);
    const head = ['no', 'tool', 'person', 'back', 'state'].map((column) => t(`loan.table.${column}`));
    const rows = rowsAlone(desk, loans, head, reader, ({ no, owner, state, data }) => [
      no,
      data.tool,
      names.get(owner) ?? owner,
      timeInWords(data.backAt, now, locale),
      t(`loan.state.${state}`),
    ]);
    return tableMessage({ title: t('loan.out', { n: loans.length }), head, rows, from, again: 'loan open' }, t);
  },
});

async function save({ desk, person, reader }: Asked, target: string, values: FormValues, viewId: string) {
  const circumstances = { actor: person, now: desk.clock.now(), policy: await policyNow(desk) };
  const { no } = await desk.cases.create(
    'loan',
    (seq) => lend(values, { team: desk.team.id, seq }, circumstances, parseCaseNo(target)),
    `view:${viewId}`,
  );
  desk.outbox.poke();
  return { show: tellingModal(reader.t('shared.modal.done'), [reader.t('loan.saved', { no })], reader.t) };
}

const COMMAND: RegisterCommand = {
  name: 'loan',
  command: '/loan',
  async answer(asked, text, triggerId) {
    const { t } = asked.reader;
    const word = text.trim().toLowerCase();
    const list = LISTS[word || 'open'];
    if (list) return asked.answer(shareable(await list(asked, ''), 'loan open', t));
    if (word === 'lend') return openForm(asked, COMMAND, 'lend', NEW, {}, triggerId);
    const no = parseCaseNo(numberOf('LN', word));
    return asked.answer(no ? await showCase(asked, no) : t('loan.help.loan'));
  },
  presses: { lend: (asked, target, triggerId) => openForm(asked, COMMAND, 'lend', target, {}, triggerId) },
  forms: { lend: { form: async () => LEND_FORM, save: (asked, target, values, viewId) => save(asked, target, values, viewId) } },
};

/** What everybody does about tools that are out. */
export const loans: Subject = {
  ...COMMAND,
  openForms: [LEND_FORM.name],
  lists: LISTS,
  mentions: { bringLoanBack: 'action', lose: 'action', who: async ({ desk, reader }, no) => whoHas(desk, reader, no) },
  directs: { mine: async (asked) => asked.answer(await (LISTS.open as List)(asked, '')) },
  papers: { slip },
  views: { lendFor: (asked, { no, triggerId }) => openForm(asked, COMMAND, 'lend', no, {}, triggerId) },
  figures: { out: { place: 70, list: 'loan open', count: async ({ desk }) => (await loansOut(desk)).length } },
  helpLists: { out: { page: 'operations', place: 40, list: 'loan open' } },
  deskLines: { place: 60, lines: async ({ desk, reader }) => [reader.t('loan.out', { n: (await loansOut(desk)).length })] },
  deskViews: { tools: (asked, rest) => (LISTS.open as List)(asked, rest) },
  homeSections: [
    {
      place: 60,
      async blocks({ desk, person, reader }) {
        const { t } = reader;
        const mine = (await loansOut(desk)).filter(({ owner }) => owner === person.id);
        const rows = mine.flatMap(({ no, data }) => [
          section(`${no} · ${unformatted(data.tool)}`),
          ...actionsBlock([{ action: 'bringLoanBack', label: t('loan.action.bringLoanBack'), value: no, style: 'primary' }], [], t),
        ]);
        return [header(t('loan.mine', { n: mine.length })), ...rows, ...actionsBlock([registerButton('loan', 'lend', NEW, reader)], [], t)];
      },
    },
  ],
};

/** The slip that lies where the tool was. */
async function slip(record: CaseRecord, { nameOf, company }: Printing): Promise<Buffer> {
  const { no, owner, data } = record as CaseRecord & Loan;
  const sheet = new Sheet(no, { continued: (title) => title, goesOn: '…', page: (n, of) => `${n}/${of}` });
  sheet.head({ company, title: data.tool, subtitle: await nameOf(owner), no, copy: undefined, code: undefined });
  return sheet.bytes();
}

/** Says who has the tool of a loan. */
async function whoHas(desk: Desk, { t }: Asked['reader'], no: string) {
  const loan = (await loansOut(desk)).find((one) => one.no === no);
  return noticeMessage(loan ? t('loan.whoHas', { no, who: `<@${loan.owner}>` }) : t('loan.refusal.noSuchCase', { no }), undefined, [], t);
}
