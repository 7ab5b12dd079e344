import type { KnownBlock } from '@slack/types';
import { type Ask, type Asked as AskedOf, asksOf } from '../../src/cases/asks.js';
import { buttonOf } from '../../src/cases/buttons.js';
import { leads } from '../../src/cases/case.js';
import { kindNamed, kindOf } from '../../src/cases/kinds.js';
import { shorten } from '../../src/cases/text.js';
import { mayPress } from '../../src/cases/workflow.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { context, header } from '../../src/slack/messages/blocks.js';
import type { CaseRecord } from '../../src/store/cases.js';
import { MOST_ROWS, rowsOf, rowWith } from '../shared/home-rows.js';

const LONGEST_BODY = 120;
/** So many cases are looked at for those that this person may answer. */
const MOST_FOUND = 4 * MOST_ROWS;

/** As whom somebody may be asked. */
const namesOf = ({ person }: Asked): AskedOf[] => [`person:${person.id}`, ...(leads(person) ? (['supervisors'] as const) : [])];

/** What a case waits for that this person may answer: nobody is asked to decide what he asked for himself. The first press of an ask is the one that answers it. */
function asksFor(record: CaseRecord, asked: Asked): readonly Ask[] {
  const kind = kindOf(record);
  const names = namesOf(asked);
  return asksOf(kind, record).filter(
    ({ of, actions: [answer = ''] }) => names.includes(of) && mayPress(kind, record, answer, asked.reader),
  );
}

/** A case with what it waits for, and the presses that answer it as far as this person may press them. */
function rowOf(record: CaseRecord, asked: Asked): KnownBlock[] {
  const { reader } = asked;
  const { t } = reader;
  const kind = kindOf(record);
  const mine = asksFor(record, asked);
  const presses = [...new Set(mine.flatMap(({ actions }) => actions))].filter((name) => mayPress(kind, record, name, reader));
  const buttons = [
    ...presses.map((name, n) => ({ ...buttonOf(kind, record.no, name, t), style: n === 0 ? ('primary' as const) : undefined })),
    { action: 'open', label: t('shared.action.open'), value: record.no },
  ];
  const { title = record.no, body = '', promise } = kindNamed(record.kind)?.card?.(record, reader) ?? {};
  const words = mine.map(({ say }) => t(`${kind.name}.ask.${say}`)).join(' · ');
  const how = [words, promise].filter(Boolean).join(' · ');
  return rowWith([title, shorten(body, LONGEST_BODY), how].filter(Boolean).join('\n'), buttons, reader);
}

/** One that cannot be read is named in its row. */
function isAnswerable(record: CaseRecord, asked: Asked): boolean {
  try {
    return asksFor(record, asked).length > 0;
  } catch {
    return true;
  }
}

/** What waits for this person's answer, of whatever kind: the first thing in Home. */
export async function waitingBlocks(asked: Asked): Promise<KnownBlock[]> {
  const { t } = asked.reader;
  const found = await asked.desk.cases.waitingFor(namesOf(asked), MOST_FOUND);
  const waiting = found.filter((record) => isAnswerable(record, asked));
  if (waiting.length === 0) return [];
  return [
    header(t('overview.home.waiting')),
    ...rowsOf(asked, waiting, (record) => rowOf(record, asked)),
    ...(waiting.length > MOST_ROWS ? [context(t('overview.home.waitingMore'))] : []),
  ];
}
