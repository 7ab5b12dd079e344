import type { Fault } from '../../src/cases/fault/fault.js';
import { workedOf } from '../../src/cases/fault/linking.js';
import { nameKey } from '../../src/cases/names.js';
import { shorten } from '../../src/cases/text.js';
import { writeWorkbook } from '../../src/documents/workbook.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { sendFile } from '../../src/slack/messages/files.js';
import { type FaultHandbook, handbookPdf, handbookSheet } from './handbook-paper.js';

/** So many products are named where none is like what was typed. */
const MOST_PRODUCTS = 20;

/** What helped most often stands first. */
const byUse = (one: Fault, other: Fault): number => workedOf(other).used - workedOf(one).used || one.seq - other.seq;

/** Sends the handbook of the known faults of a product, or of all, to whoever asks: as a PDF and as a sheet. */
export async function sendHandbook({ desk, person, reader, answer }: Asked, typed: string): Promise<void> {
  const { t, now, locale } = reader;
  const known = (await desk.faults.everyone()).filter(({ isOpen }) => isOpen);
  const key = nameKey(typed);
  const faults = known.filter(({ data }) => key === '' || nameKey(data.product ?? '').includes(key)).sort(byUse);
  if (faults.length === 0) {
    const products = [...new Set(known.flatMap(({ data }) => data.product ?? []))].slice(0, MOST_PRODUCTS);
    const none = key === '' ? 'empty' : products.length > 0 ? 'none' : 'noProducts';
    return answer(t(`fault.handbook.${none}`, { typed: shorten(typed, 60), list: products.join(' · ') }));
  }
  const products = [...new Set(faults.flatMap(({ data }) => data.product ?? []))];
  const product = key === '' ? undefined : shorten(products.join(' · '), 60);
  const book: FaultHandbook = { company: desk.settings.company.name, product, faults };
  const comment = t('fault.handbook.sent', { n: faults.length, product: product ?? t('fault.handbook.allProducts') });
  await sendFile(desk, person.id, { bytes: await handbookPdf(book, now, locale), name: 'known-faults.pdf', comment });
  const bytes = await writeWorkbook([handbookSheet(book, locale)], now.zone);
  await sendFile(desk, person.id, { bytes, name: 'known-faults.xlsx', comment });
  return answer(t('shared.done.sent'));
}
