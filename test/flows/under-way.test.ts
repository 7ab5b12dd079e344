import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PACKED } from '../support/builders.js';
import { aCall, directOf, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';

describe('51: nobody has his visit changed over his head while he is on the way', () => {
  let desk: TestDesk;
  let no: string;
  beforeAll(async () => {
    desk = await TestDesk.open();
    const ticket = await desk.logCall(aCall({ outcome: 'visit' }));
    no = await desk.orderVisit(ticket, { engineer: WHO.engineer, travelMinutes: '10' }, { hours: 1 });
    await desk.actWithForm(WHO.engineer, no, 'accept', {});
    await desk.actWithForm(WHO.engineer, no, 'onMyWay', PACKED);
    await eventually(async () => expect((await desk.case(no))?.state).toBe('departed'));
  });
  afterAll(() => desk.close());

  const form = async (user: string, action: string) => {
    await desk.closeModals(user);
    await desk.pressOn(user, await desk.visitCard(no, user), action, no);
    return desk.modal(user, `visit.${action}`);
  };
  const again = (user: string, action: string) => desk.modal(user, `visit.${action}`);
  const version = async () => (await desk.case(no))?.version;
  const window = () => {
    const day = desk.app.desk.clock.now().plus({ days: 3 }).toISODate();
    return { date: day, from: '10:00', to: '11:00', wish: 'customer', agreedWith: '周丽', reason: '客户临时有事' };
  };

  test('whoever cancels is told that he is on the way, and has to say it again', async () => {
    const before = await version();
    await desk.submit(WHO.agent, await form(WHO.agent, 'cancel'), { wish: 'customer', agreedWith: '周丽', reason: '客户自己修好了' });
    expect(JSON.stringify((await again(WHO.agent, 'cancel')).body.blocks)).toContain(`已在前往 ${no} 的路上`);
    expect(await version()).toBe(before);
  });

  test('whoever reschedules too, and he hears it', async () => {
    const before = await version();
    await desk.submit(WHO.agent, await form(WHO.agent, 'reschedule'), window());
    const asked = await again(WHO.agent, 'reschedule');
    expect(JSON.stringify(asked.body.blocks)).toContain(`已在前往 ${no} 的路上`);
    expect(await version()).toBe(before);
    await desk.submit(WHO.agent, asked, window());
    await eventually(async () => expect((await desk.case(no))?.state).toBe('confirmed'));
    await eventually(() =>
      expect(
        desk
          .posted(directOf(WHO.engineer))
          .map(shownIn)
          .some((words) => words.includes('客户临时有事')),
      ).toBe(true),
    );
  });

  test('who goes there himself is not asked', async () => {
    await desk.actWithForm(WHO.engineer, no, 'onMyWay', PACKED);
    await eventually(async () => expect((await desk.case(no))?.state).toBe('departed'));
    await desk.submit(WHO.engineer, await form(WHO.engineer, 'reschedule'), { ...window(), from: '14:00', to: '15:00' });
    await eventually(async () => expect((await desk.case(no))?.state).toBe('confirmed'));
  });
});
