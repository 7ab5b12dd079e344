import { person } from '../../src/cases/text.js';
import { PRIORITIES } from '../../src/cases/ticket/index.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { type Message, noticeMessage } from '../../src/slack/messages/blocks.js';
import { durationInWords } from '../../src/time/wording.js';

/** The settings that people ask about. */
export async function settings({ desk, reader }: Asked): Promise<Message> {
  const { settings: s } = desk;
  const { t, locale } = reader;
  const people = await desk.people.leaders();
  const list = (ids: readonly string[], setting: string): string =>
    ids.length > 0 ? ids.map(person).join(' ') : t('overview.desk.nobody', { setting });
  const spanOf = ({ from, to }: { readonly from: number; readonly to: number }): string =>
    [from, to].map((m) => `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`).join('–');
  const hours = s.calendar.workHours.map(spanOf).join(', ');
  const { onDuty } = await desk.people.quietHours();
  const lines = [
    t('overview.desk.settingsTitle'),
    t('overview.desk.settingsZone', { zone: s.timeZone, now: reader.now.toFormat('yyyy-MM-dd HH:mm'), hours }),
    t(s.quietHours.daysOff ? 'overview.desk.settingsQuiet' : 'overview.desk.settingsNights', {
      hours: spanOf(s.quietHours),
      onDuty: list(onDuty, 'quietHours.onDuty'),
    }),
    t('overview.desk.settingsChannels', { desk: s.channels.desk, alarms: s.channels.alarms }),
    t('overview.desk.settingsPeople', {
      supervisors: list(people.supervisors, 'roles.supervisors'),
      heads: list(people.heads, 'roles.heads'),
    }),
    t('overview.desk.settingsSla', {
      list: PRIORITIES.map(
        (p) => `${p} ${durationInWords(s.sla[p].firstResponse, locale)} / ${durationInWords(s.sla[p].resolve, locale)}`,
      ).join(' · '),
    }),
  ];
  return noticeMessage(lines.join('\n'), undefined, [], t);
}
