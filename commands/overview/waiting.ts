import type { KnownBlock } from '@slack/types';
import { type Ask, type Asked as AskedOf, asksOf } from '../../src/cases/asks.js';
import { buttonOf } from '../../src/cases/buttons.js';
import { leads } from '../../src/cases/case.js';
import { kindNamed, kindOf } from '../../src/cases/kinds.js';
import { shorten } from '../../src/cases/text.js';
import { actionOf, mayDo } from '../../src/cases/workflow.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { context, header } from '../../src/slack/messages/blocks.js';
import type { CaseRecord } from '../../src/store/cases.js';
import { MOST_ROWS, rowsOf, rowWith } from '../shared/home-rows.js';

const LONGEST_BODY = 120;

/** As whom somebody may be asked. */
const namesOf = ({ person }: Asked): AskedOf[] => [`person:${person.id}`, ...(leads(person) ? (['supervisors'] as const) : [])];

/** A case with what it waits for, and the presses that answer it as far as this person may press them. */
function rowOf(record: CaseRecord, asked: Asked): KnownBlock[] {
  const { person, reader } = asked;
  const { t } = reader;
  const kind = kindOf(record);
  const names = namesOf(asked);
  const mine: Ask[] = asksOf(kind, record).filter(({ of }) => names.includes(of));
  const fits = (name: string): boolean => {
    const action = actionOf(kind, name);
    return action?.from.includes(record.state) === true && mayDo(person.roles, action);
  };
  const presses = [...new Set(mine.flatMap(({ actions }) => actions))].filter(fits);
  const buttons = [
    ...presses.map((name, n) => ({ ...buttonOf(kind, record.no, name, t), style: n === 0 ? ('primary' as const) : undefined })),
    { action: 'open', label: t('shared.action.open'), value: record.no },
  ];
  const { title = record.no, body = '' } = kindNamed(record.kind)?.card?.(record, reader) ?? {};
  const words = mine.map(({ say }) => t(`${kind.name}.ask.${say}`)).join(' · ');
  return rowWith([title, shorten(body, LONGEST_BODY), words].filter(Boolean).join('\n'), buttons, reader);
}

/** What waits for this person's answer, of whatever kind: the first thing in Home. */
export async function waitingBlocks(asked: Asked): Promise<KnownBlock[]> {
  const { t } = asked.reader;
  const waiting = await asked.desk.cases.waitingFor(namesOf(asked), MOST_ROWS + 1);
  if (waiting.length === 0) return [];
  return [
    header(t('overview.home.waiting')),
    ...rowsOf(asked, waiting, (record) => rowOf(record, asked)),
    ...(waiting.length > MOST_ROWS ? [context(t('overview.home.waitingMore'))] : []),
  ];
}
