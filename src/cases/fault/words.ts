import type { Locale } from '../../time/wording.js';
import { type Fault, type FaultData, type SaidName, TONGUES, type Tongue } from './fault.js';
import type { Findable } from './ranking.js';

/** The language of a reader, as the fields of an entry end. */
export const tongueOf = (locale: Locale): Tongue => (locale === 'en' ? 'En' : 'Zh');
const other = (tongue: Tongue): Tongue => (tongue === 'Zh' ? 'En' : 'Zh');

/** What an entry says, in the reader's language where it has that, else in the other. */
export function saidOf(data: FaultData, name: SaidName, locale: Locale): string | undefined {
  const own = tongueOf(locale);
  return data[`${name}${own}`] ?? data[`${name}${other(own)}`];
}

/** The first line of what helps; what tides over, where nothing helps yet. */
export function fixInOneLine(data: FaultData, locale: Locale): string | undefined {
  const text = saidOf(data, 'steps', locale) ?? saidOf(data, 'workaround', locale);
  return text
    ?.split('\n')
    .find((line) => line.trim() !== '')
    ?.trim();
}

/** Is there something that helps, in any language? */
export const hasFix = ({ stepsZh, stepsEn }: Pick<FaultData, 'stepsZh' | 'stepsEn'>): boolean => Boolean(stepsZh || stepsEn);

/** What an entry is called in both languages, for whoever reads either. */
export const titleInBoth = ({ titleZh, titleEn }: Pick<FaultData, 'titleZh' | 'titleEn'>): string =>
  [titleZh, titleEn].filter(Boolean).join(' / ');

/**
 * What an entry is found by: in each language what it is called, what callers say and its product; and what callers said of it in the
 * tickets that it solved, where that does not stand there already.
 */
export function findable({ no, data }: Pick<Fault, 'no' | 'data'>, heard: readonly string[] = []): Findable {
  const texts = TONGUES.map((tongue) =>
    data[`title${tongue}`] ? [data.product, data[`title${tongue}`], data[`symptoms${tongue}`]].filter(Boolean).join('\n') : '',
  );
  const isNew = (said: string): boolean => !texts.some((text) => text.includes(said));
  return { no, category: data.category, product: data.product, texts, heard: heard.filter(isNew) };
}
