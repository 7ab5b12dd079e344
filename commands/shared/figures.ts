import type { KnownBlock } from '@slack/types';
import { SIGNS } from '../../src/cases/standing.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { troubleInWords } from '../../src/slack/app/trouble.js';
import { actionsBlock, context, listButtons } from '../../src/slack/messages/blocks.js';
import type { Figure } from '../subject.js';
import { subjectsOf } from './subjects.js';

/** A figure with its sign and word; one that cannot be had is named, and the others stand. */
async function labelOf(asked: Asked, name: string, { standing, count }: Figure): Promise<string> {
  const { desk, reader } = asked;
  try {
    const n = await count(asked);
    const sign = standing && SIGNS[n > 0 ? standing : 'kept'];
    return [sign, reader.t(name, { n })].filter(Boolean).join(' ');
  } catch (error) {
    troubleInWords(error, desk.log, reader.locale, { user: asked.person.id, where: 'figures' });
    return reader.t(name, { n: '?' });
  }
}

/** The desk in figures, each of which opens its list. Rule J2. */
export async function figureBlocks(asked: Asked): Promise<KnownBlock[]> {
  const all = subjectsOf(asked.desk)
    .all.flatMap(({ name, figures = {} }) => Object.entries(figures).map(([word, figure]) => ({ key: `${name}.figure.${word}`, figure })))
    .toSorted((a, b) => a.figure.place - b.figure.place);
  const labels = await Promise.all(all.map(({ key, figure }) => labelOf(asked, key, figure)));
  const buttons = listButtons(all.map(({ figure }, n) => [figure.list, labels[n] ?? '']));
  return actionsBlock(buttons, [], asked.reader.t);
}

/** The figures as a part of Home, for those who lead. */
export const figuresAtHome = async (asked: Asked): Promise<KnownBlock[]> => {
  const blocks = await figureBlocks(asked);
  return blocks.length > 0 ? [context(asked.reader.t('overview.desk.title')), ...blocks] : [];
};
