import { byWord } from '../../src/cases/table.js';
import { PAPERS, type Visit } from '../../src/cases/visit/visit.js';
import type { Printer } from '../../src/documents/papers.js';

/** The forms of a visit: its order, repair and acceptance, the note of a missed visit, the card of contact. Rules D9, D13, D14. */
export const VISIT_PAPERS: Readonly<Record<string, Printer>> = byWord(
  Object.fromEntries(
    PAPERS.map((paper) => [
      paper,
      async (record, { now, company, phone, nameOf }) => {
        const visit = record as object as Visit;
        const { engineer } = visit.data;
        // Fonts and the printer are loaded when the first paper is asked for.
        const { renderDocument } = await import('../../src/documents/forms.js');
        return renderDocument(paper, visit, now, { company, phone, engineer: engineer ? await nameOf(engineer) : '' });
      },
    ]),
  ),
);
