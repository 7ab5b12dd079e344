import type { DateTime } from 'luxon';
import { experienceOf } from '../../src/cases/fault/card.js';
import type { Fault, SaidName } from '../../src/cases/fault/fault.js';
import { workedOf } from '../../src/cases/fault/linking.js';
import { takenBack } from '../../src/cases/fault/links.js';
import { saidOf } from '../../src/cases/fault/words.js';
import { withoutMarks } from '../../src/cases/text.js';
import { pageWordsIn, Sheet } from '../../src/documents/sheet.js';
import type { CellValue, SheetContent } from '../../src/documents/workbook.js';
import { translator } from '../../src/locales/index.js';
import type { Locale } from '../../src/time/wording.js';

/** A handbook of known faults: of one product, or of all. */
export interface FaultHandbook {
  readonly company: string;
  readonly product: string | undefined;
  readonly faults: readonly Fault[];
}

/** What an entry says, in the order in which somebody at the machine reads it. */
const PARTS = ['symptoms', 'cause', 'steps', 'workaround', 'risk'] as const satisfies readonly SaidName[];
const LABELS = {
  symptoms: 'fault.card.symptoms',
  cause: 'fault.card.cause',
  steps: 'fault.table.fix',
  workaround: 'fault.card.workaround',
  risk: 'fault.card.risk',
};

/** The handbook (常见故障手册) as a PDF in the reader's language: each entry with what callers say, what helps and how often it did. Rule C3. */
export async function handbookPdf({ company, product, faults }: FaultHandbook, now: DateTime, locale: Locale): Promise<Buffer> {
  const t = translator(locale);
  const title = t('fault.handbook.title');
  const subject = product ?? t('fault.handbook.allProducts');
  const sheet = new Sheet(`${title} ${subject}`, pageWordsIn(t));
  sheet.head({ company, title, subtitle: subject, no: t('fault.handbook.count', { n: faults.length }) });
  for (const fault of faults) {
    const { no, data } = fault;
    sheet.part({
      title: `${no}  ${saidOf(data, 'title', locale) ?? ''}`,
      about: [data.product, t(`fault.category.${data.category}`), experienceOf(fault, { t, now, locale })].filter(Boolean).join(' · '),
      cells: PARTS.flatMap((part) => {
        const value = saidOf(data, part, locale);
        return value ? [{ label: t(LABELS[part]), value, isWide: true }] : [];
      }),
    });
  }
  sheet.foot(t('fault.handbook.foot', { at: now.toFormat('yyyy-MM-dd HH:mm'), zone: now.zoneName ?? '' }));
  return sheet.bytes();
}

/** The same as a sheet, an entry a row. */
export function handbookSheet({ faults }: FaultHandbook, locale: Locale): SheetContent {
  const t = translator(locale);
  const head = [
    'fault.table.no',
    'fault.table.fault',
    'fault.table.product',
    'fault.field.category',
    ...PARTS.map((part) => LABELS[part]),
    'fault.table.worked',
    'fault.table.takenBack',
    'fault.table.last',
    'fault.table.state',
  ];
  return {
    name: t('fault.handbook.title'),
    head: head.map((key) => t(key)),
    rows: faults.map((fault): CellValue[] => {
      const { used, failed, usedAt } = workedOf(fault);
      const { no, data, state } = fault;
      return [
        no,
        saidOf(data, 'title', locale),
        data.product,
        t(`fault.category.${data.category}`),
        ...PARTS.map((part) => withoutMarks(saidOf(data, part, locale) ?? '')),
        `${used} / ${failed}`,
        takenBack(data.links),
        usedAt,
        t(`fault.state.${state}`),
      ];
    }),
  };
}
