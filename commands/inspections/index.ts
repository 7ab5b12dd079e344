import { refuse } from '../../src/cases/case.js';
import { subjectsFound } from '../../src/cases/inspection/form.js';
import type { Inspection } from '../../src/cases/inspection/inspection.js';
import { refusalInWords } from '../../src/locales/index.js';
import { answerer } from '../../src/slack/app/handlers.js';
import { openForm } from '../shared/registers.js';
import type { Subject } from '../subject.js';
import { fillable, sendFillSheet } from './fill-sheet.js';
import { openFindings } from './findings.js';
import { inspectionBlocks } from './home.js';
import { INSPECT, INSPECTION_LISTS } from './inspect.js';
import { firstStep } from './inspect-step.js';
import { inspectionsNow, overdueInspections } from './now.js';
import { raiseTicket } from './raise.js';
import { showRecord } from './record.js';

export { CHECKED_DEVICES, copyForm, disablingMeans, itemsForm, itemsShown, refreshInspections, soundItems } from './check-items.js';
export { columnsForm, exportItems, importForm } from './item-sheets.js';
export { projects } from './project.js';

/** Inspections of projects and devices, by groups. Rules G1–G8. */
export const inspections: Subject = {
  ...INSPECT,
  lists: INSPECTION_LISTS,
  views: {
    /** One item after the other, in the card's thread; only the presser sees his steps. */
    async step(asked, { no }) {
      const { desk, person } = asked;
      const record = await desk.cases.get(no);
      if (record && record.kind !== 'inspection')
        return asked.answer(
          refusalInWords(refuse('unknownAction', { action: 'step', kind: record.kind }), asked.reader.now, asked.reader.locale),
        );
      const home = record?.home;
      const answer = home ? answerer(desk, person.id, undefined, home.channel, home.ts) : asked.answer;
      await answer(await firstStep(asked, no));
    },
    sheet: (asked, { no }) => sendFillSheet(asked, no),
    /** A sheet that was filled in comes back. */
    async sheetIn(asked, { no, triggerId, isInModal }) {
      const inspection = await fillable(asked, no);
      if (typeof inspection === 'string') return asked.answer(inspection);
      return openForm({ ...asked, isInModal }, INSPECT, 'handIn', no, {}, triggerId);
    },
    record: (asked, { no, triggerId }) => showRecord(asked, no, triggerId),
  },
  /** A project or device of the inspection whose modal it is, where there are more than Slack has options. */
  named: {
    subject: {
      find: async (_desk, typed) => typed,
      missing: 'shared.invalid.notThere',
      async options(desk, typed, { user, no }) {
        const record = no && (await desk.cases.get(no));
        if (record?.kind !== 'inspection') return [];
        return subjectsFound(record as object as Inspection, typed, user).map((one) => [one.no, `${one.no} ${one.name}`]);
      },
    },
  },
  mentions: { step: firstStep },
  follows: { 'inspection.raise': raiseTicket },
  helpLists: { today: { page: 'operations', place: 10, list: 'inspect today' } },
  figures: {
    findings: {
      place: 70,
      standing: 'waiting',
      list: 'inspect findings',
      count: async ({ desk }) => (await openFindings(desk)).length,
    },
    late: { place: 80, standing: 'late', list: 'inspect late', count: async (asked) => (await overdueInspections(asked)).length },
  },
  deskLines: {
    place: 30,
    async lines({ desk, reader }) {
      const { figures } = await inspectionsNow(desk, reader.now);
      const isAny = Object.values(figures).some((n) => n > 0);
      return isAny ? [reader.t('inspection.desk.inspections', { ...figures })] : [];
    },
  },
  homeSections: [{ place: 30, blocks: inspectionBlocks }],
};
