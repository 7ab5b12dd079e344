import { expect, test } from '@jest/globals';
import type { Ticket } from '../../src/cases/ticket/ticket.js';
import type { SandboxView } from '../../src/sandbox/workspace.js';
import { at } from '../support/builders.js';
import { aCall, eventually, TestDesk, WHO } from '../support/desk.js';

/** What a person enters in a form besides what stands there already. */
type Entered = Readonly<Record<string, unknown>>;

/** A person's finger: each press, each thing that is chosen, ticked, typed or taken as a photo, and a form's own button, is a tap. */
class Finger {
  taps = 0;
  constructor(private readonly desk: TestDesk) {}

  async press(user: string, no: string, action: string): Promise<void> {
    this.taps += 1;
    await this.desk.closeModals(user);
    const card = no.startsWith('V-') ? await this.desk.visitCard(no, user) : await this.desk.card(no);
    await this.desk.pressOn(user, card, action, no);
  }

  /** Fills in what is asked in the form that a press opened, of what it shows and nothing else. */
  async fill(user: string, form: string, entered: Entered): Promise<SandboxView> {
    const view = await this.desk.modal(user, form);
    const shown = view.body.blocks.map(({ block_id: name }: { block_id: string }) => name);
    expect(shown).toEqual(expect.arrayContaining(Object.keys(entered)));
    this.taps += Object.values(entered).flat().length + 1;
    const result = await this.desk.submit(user, view, entered);
    expect(result).toMatchObject({ ok: true });
    await this.desk.settle();
    return view;
  }
}

test('V19: an ordinary visit takes 24 taps from its order to the archive, 20 of them from its acceptance', async () => {
  const desk = await TestDesk.open({ beginsAt: at('2026-03-03T09:00') });
  try {
    const finger = new Finger(desk);
    const becomes = (no: string, state: string): Promise<void> =>
      eventually(async () => expect(String((await desk.case(no))?.state)).toBe(state));
    const ticket = await desk.logCall(aCall({ outcome: 'visit' }));
    await finger.press(WHO.agent, ticket, 'needVisit');
    await finger.fill(WHO.agent, 'visit.schedule', { engineer: WHO.engineer, address: '虹桥路 1 号' });
    const [no = ''] = ((await desk.case(ticket)) as object as Ticket).data.openVisits ?? [];
    expect(finger.taps).toBe(4);

    const finish = {
      ...{ cause: '排线松动', workDone: '重新插紧排线', result: 'fixed', part: 'hardware' },
      ...{ photos: [await desk.picture()], leaving: ['all'] },
    };
    const steps: readonly (readonly [who: string, action: string, state: string, entered?: Entered])[] = [
      [WHO.engineer, 'accept', 'accepted', {}],
      [WHO.engineer, 'callMade', 'confirmed', { confirmed: ['all'] }],
      [WHO.engineer, 'onMyWay', 'departed', { packed: ['all'] }],
      [WHO.engineer, 'arrive', 'arrived'],
      [WHO.engineer, 'startWork', 'working'],
      [WHO.engineer, 'finish', 'signed', finish],
      [WHO.engineer, 'handIn', 'handed_in'],
      [WHO.agent, 'receive', 'archived'],
    ];
    for (const [who, action, state, entered] of steps) {
      await finger.press(who, no, action);
      if (entered) await finger.fill(who, `visit.${action}`, entered);
      await becomes(no, state);
    }
    expect(finger.taps).toBe(24);
  } finally {
    await desk.close();
  }
});
