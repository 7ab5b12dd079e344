import { describe, expect, test } from '@jest/globals';
import { DateTime } from 'luxon';
import { FINISH } from '../support/builders.js';
import { aCall, directOf, TestDesk, WHO } from '../support/desk.js';

describe('copy A of the service order', () => {
  test('is chased in the evening and every work morning until it is in (D13)', async () => {
    const desk = await TestDesk.open();
    try {
      const now = desk.app.desk.clock.now();
      const morning = now.set({ hour: 10, minute: 0 }).plus({ days: 1 });
      await desk.advance(morning.diff(now).toISO() ?? '');
      const no = await desk.orderVisit(await desk.logCall(aCall()), { engineer: WHO.engineer, travelMinutes: '10' }, { hours: 1 });
      await desk.actWithForm(WHO.engineer, no, 'accept', {});
      await desk.pressVisit(WHO.engineer, no, 'arrive');
      await desk.pressVisit(WHO.engineer, no, 'startWork');
      await desk.actWithForm(WHO.engineer, no, 'finish', { ...FINISH, photos: [await desk.picture()] });
      const reminders = (): string[] =>
        desk
          .posted(directOf(WHO.engineer))
          .filter(({ text }) => text.startsWith('📄') && text.includes(no))
          .map(({ ts }) => DateTime.fromSeconds(Number(ts), { zone: 'Asia/Shanghai' }).toFormat('HH:mm'));
      await desk.advance('P7D');
      expect(reminders().slice(0, 5)).toEqual(['18:00', '09:00', '09:00', '09:00', '09:00']);
      await desk.command(WHO.supervisor, '/visit handins');
      await desk.answer(WHO.supervisor, no);
      await desk.pressVisit(WHO.engineer, no, 'handIn');
      const heard = reminders().length;
      await desk.advance('P2D');
      expect(reminders()).toHaveLength(heard);
    } finally {
      await desk.close();
    }
  });
});
