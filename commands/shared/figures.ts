import type { KnownBlock } from '@slack/types';
import { SIGNS, type Standing } from '../../src/cases/standing.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { troubleInWords } from '../../src/slack/app/trouble.js';
import { actionsBlock, context, listButtons, rowBlock } from '../../src/slack/messages/blocks.js';
import type { Figure } from '../subject.js';
import { subjectsOf } from './subjects.js';

/** So many figures stand at the head: what is read in two seconds. */
const AT_HEAD = 5;

/** A figure as it is shown; `n` is undefined where it cannot be had. */
interface Shown {
  readonly figure: Figure;
  readonly n: number | undefined;
  readonly label: string;
}

/** A figure with its sign and word; one that cannot be had is named, and the others stand. */
async function shown(asked: Asked, key: string, figure: Figure): Promise<Shown> {
  const { desk, reader } = asked;
  try {
    const n = await figure.count(asked);
    const sign = figure.standing && SIGNS[n > 0 ? figure.standing : 'kept'];
    return { figure, n, label: [sign, reader.t(key, { n })].filter(Boolean).join(' ') };
  } catch (error) {
    troubleInWords(error, desk.log, reader.locale, { user: asked.person.id, where: 'figures' });
    return { figure, n: undefined, label: reader.t(key, { n: '?' }) };
  }
}

/** The gravest first; what has no sign comes last. */
const GRAVITY: readonly (Standing | undefined)[] = ['sos', 'late', 'risk', 'waiting'];
const gravityOf = ({ figure }: Shown): number => (GRAVITY.includes(figure.standing) ? GRAVITY.indexOf(figure.standing) : GRAVITY.length);

async function allShown(asked: Asked): Promise<{ head: Shown[]; others: Shown[] }> {
  const all = subjectsOf(asked.desk)
    .all.flatMap(({ name, figures = {} }) => Object.entries(figures).map(([word, figure]) => ({ key: `${name}.figure.${word}`, figure })))
    .toSorted((a, b) => a.figure.place - b.figure.place);
  const figures = await Promise.all(all.map(({ key, figure }) => shown(asked, key, figure)));
  // Below the head nothing is said of what there is none of.
  const others = figures.slice(AT_HEAD).filter(({ n }) => n !== 0);
  return { head: figures.slice(0, AT_HEAD), others: others.toSorted((a, b) => gravityOf(a) - gravityOf(b)) };
}

const presses = (figures: readonly Shown[], { reader: { t } }: Asked): KnownBlock[] =>
  actionsBlock(listButtons(figures.map(({ figure: { list }, label }) => [list, label])), [], t);

/** A figure with its first rows, and the press that opens all of them. */
async function withRows(asked: Asked, { figure, label }: Shown): Promise<KnownBlock[]> {
  const { desk, person, reader } = asked;
  const rows = await Promise.resolve(figure.few?.(asked) ?? []).catch((error: unknown) => [
    troubleInWords(error, desk.log, reader.locale, { user: person.id, where: 'figures' }),
  ]);
  const presses = listButtons([[figure.list, reader.t('overview.desk.all')]]);
  return rowBlock({ text: [label, ...rows.map((row) => `• ${row}`)].join('\n'), presses }, reader.t);
}

/** The desk in figures, each of which opens its list: what stands at the head of `/desk`, and what stands below its table. Rule J2. */
export async function figureBlocks(asked: Asked): Promise<{ readonly head: KnownBlock[]; readonly below: KnownBlock[] }> {
  const { head, others } = await allShown(asked);
  const rowed = await Promise.all(others.filter(({ figure }) => figure.few).map((one) => withRows(asked, one)));
  return {
    head: presses(head, asked),
    below: [
      ...rowed.flat(),
      ...presses(
        others.filter(({ figure }) => !figure.few),
        asked,
      ),
    ],
  };
}

/** The figures as a part of Home, for those who lead: the head, and what there is besides. */
export const figuresAtHome = async (asked: Asked): Promise<KnownBlock[]> => {
  const { head, others } = await allShown(asked);
  const { t } = asked.reader;
  const part = (title: string, figures: readonly Shown[]): KnownBlock[] =>
    figures.length > 0 ? [context(t(title)), ...presses(figures, asked)] : [];
  return [...part('overview.desk.title', head), ...part('overview.desk.besides', others)];
};
