import { z } from 'zod';
import { type Field, type Form, type FormValues, textIn } from '../../src/cases/form.js';
import { shorten } from '../../src/cases/text.js';
import type { Asked } from '../../src/slack/app/handlers.js';

/** So many columns that mean nothing to us are asked about. */
const MOST_ASKED = 8;
const OPTION_LENGTH = 60;
/** Another name after each answer: Slack keeps what stands in an input whose block stays. */
const field = ({ given }: Pick<MappedSheet, 'given'>, n: number): string => `column${Object.keys(given).length}_${n}`;

/** A sheet in Slack, which of its headings are our columns, and which mean nothing to us. */
const sheetSchema = z.object({
  file: z.string(),
  /** Of which entry, where it is of one. */
  no: z.string().default(''),
  /** Our column by heading, as somebody said. */
  given: z.record(z.string(), z.string()).default({}),
  unknown: z.array(z.string()).default([]),
  /** Our columns that no heading stands for. */
  open: z.array(z.string()).default([]),
  /** It was asked what its unknown columns are: what was not said then is left out. */
  isAsked: z.boolean().default(false),
  /** Which time it is looked at: each is submitted anew. */
  round: z.number().default(0),
});
export type MappedSheet = z.output<typeof sheetSchema>;

/** What a modal remembers of it, as text; Slack keeps 3,000 characters. */
export const sheetTarget = ({ unknown, ...sheet }: MappedSheet): string =>
  JSON.stringify({ ...sheet, unknown: unknown.slice(0, MOST_ASKED).map((heading) => shorten(heading, OPTION_LENGTH)) });

export function sheetIn(target: string): MappedSheet {
  try {
    return sheetSchema.parse(JSON.parse(target));
  } catch {
    return { file: target, no: '', given: {}, unknown: [], open: [], isAsked: false, round: 0 };
  }
}

/** Asks of each unknown column what it is; without an answer it is left out. */
export function columnForm(name: string, sheet: MappedSheet, { t }: Pick<Asked['reader'], 't'>): Form {
  const { unknown, open } = sheet;
  const labels = Object.fromEntries(open.map((column) => [column, t(`shared.column.${column}`)]));
  const fields = (open.length > 0 ? unknown.slice(0, MOST_ASKED) : []).map(
    (heading, n): Field => ({
      name: field(sheet, n),
      kind: 'choice',
      label: t('shared.sheet.whatIs', { heading }),
      options: open,
      optionLabels: labels,
    }),
  );
  return { name, fields };
}

/** The sheet with what was said of its columns now, if something was. */
export function withColumns(sheet: MappedSheet, values: FormValues): MappedSheet | undefined {
  const said = sheet.unknown.flatMap((heading, n) => {
    const column = textIn(values, field(sheet, n));
    return column ? [[heading, column] as const] : [];
  });
  return said.length > 0 ? { ...sheet, given: { ...sheet.given, ...Object.fromEntries(said) } } : undefined;
}
