import { phonesOf, shownPhone } from '../../src/cases/phones.js';
import { byWord } from '../../src/cases/table.js';
import { dialOf } from '../../src/cases/telephone.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { noticeMessage } from '../../src/slack/messages/blocks.js';
import { numberOf } from '../../src/slack/people/readers.js';
import type { CaseRecord } from '../../src/store/cases.js';
import type { Subject } from '../subject.js';
import { subjectsOf } from './subjects.js';

/** What whoever pressed is told of actions that several kinds have. */
const CONFIRMS_OF_ALL: NonNullable<Subject['confirms']> = byWord({
  showPhone: (record, { t }) =>
    t('shared.done.showPhone', {
      no: record.no,
      phone: phonesOf(record)
        .map((phone) => shownPhone(phone, dialOf(phone)))
        .join(', '),
    }),
  snooze: ({ no }, { t }) => t('shared.done.snooze', { no }),
});

/**
 * Where an action has no effect that everybody sees, whoever did it is told what it did. `ts`: of the message in which it was pressed; a
 * card changes before the presser's eyes.
 */
export async function confirm({ reader, answer, desk }: Asked, action: string, record: CaseRecord, ts?: string): Promise<void> {
  const { t } = reader;
  const told = CONFIRMS_OF_ALL[action] ?? subjectsOf(desk).find('confirms', action, record.kind);
  if (told) return answer(told(record, reader));
  if (ts !== undefined && [record.home, ...(record.copies ?? [])].some((card) => card?.ts === ts)) return;
  const done = t('shared.done.any', { no: numberOf(desk, record, reader), action: t(`${record.kind}.action.${action}`) });
  return answer(noticeMessage(done, undefined, [], t));
}
