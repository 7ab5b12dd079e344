import { translator } from '../locales/index.js';
import type { PageWords } from './sheet.js';

export const zh = translator('zh-CN');
export const en = translator('en');

/** A label in both languages, since customers read either. */
export const both = (key: string, params?: Record<string, string | number>): string => `${zh(key, params)} ${en(key, params)}`;

/** What a page says by itself, in both. */
export const PAGE_WORDS: PageWords = {
  continued: (title) => `${title}（${both('paper.continued')}）`,
  goesOn: both('paper.goesOn'),
  page: (n, of) => both('paper.page', { n, of }),
};
