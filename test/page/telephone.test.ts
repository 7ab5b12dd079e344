import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CaseNo } from '../../src/cases/case.js';
import { kindOfNo } from '../../src/cases/kinds.js';
import { SAMPLE_ROLES } from '../../src/sandbox/sample.js';
import { PageDesk, TELEPHONE, WIDE } from '../support/browser.js';
import { writeContactSheet } from '../support/contact-sheet.js';
import { aCall, eventually, option, type TestDesk, WHO } from '../support/desk.js';

/** Who reads English where the sample has nobody who does. */
const ENGLISH = { supervisor: 'U07SUPEN', head: 'U08HEADEN' } as const;

const READERS = {
  en: { agent: WHO.anna, engineer: WHO.tom, ...ENGLISH },
  zh: { agent: WHO.agent, engineer: WHO.engineer, supervisor: WHO.supervisor, head: WHO.head },
} as const;

const COMMANDS: Readonly<Record<string, string>> = {
  ticket: '/ticket',
  visit: '/visit',
  problem: '/problem',
  inspection: '/inspect',
  duty: '/duty',
};

/** The known fault of a monitor without a picture. */
const suggestedNo = async ({ app }: TestDesk): Promise<string | undefined> =>
  (await app.desk.faults.everyone()).find(({ data }) => data.titleEn === 'No picture on the monitor')?.no;

/** What people see on a telephone; its pictures are those of docs/. */
describe('at a telephone’s width', () => {
  let on: PageDesk;
  beforeAll(async () => {
    on = await PageDesk.open({
      viewport: TELEPHONE,
      settings: {
        roles: {
          ...SAMPLE_ROLES,
          supervisors: [...SAMPLE_ROLES.supervisors, ENGLISH.supervisor],
          heads: [...SAMPLE_ROLES.heads, ENGLISH.head],
        },
      },
    });
    await on.desk.newcomer('member', 'Sue Park', ENGLISH.supervisor);
    await on.desk.newcomer('member', 'Hal Grant', ENGLISH.head);
  });
  afterAll(() => on?.close());

  /** What shows the newest open case of each kind that has a command of its own. */
  const typedForEachKind = async (): Promise<Record<string, string>> => {
    const cards = on.desk.workspace.messages.flatMap(({ text }) => /^([A-Z]+-\d+) /.exec(text)?.slice(1) ?? []);
    const typed: Record<string, string> = {};
    for (const no of cards) {
      const kind = kindOfNo(no as CaseNo)?.name;
      const command = kind && COMMANDS[kind];
      if (command && (await on.desk.case(no))?.isOpen) typed[kind] = `${command} ${no}`;
    }
    return typed;
  };

  /** Does anything stand out of the screen? */
  const isWithin = () => on.page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
  const fits = async (name: string): Promise<void> => {
    await on.picture(name);
    expect(`${name}: ${await isWithin()}`).toBe(`${name}: true`);
  };
  const isAnswered = (said: number) => on.page.waitForFunction((n) => document.querySelectorAll('.message.ephemeral').length > n, said);
  const ask = async (typed: string): Promise<void> => {
    const said = await on.page.locator('.message.ephemeral').count();
    await on.command(typed);
    await isAnswered(said);
    // The page goes to what is new; once that is drawn, its first line is wanted.
    await on.page.waitForTimeout(300);
    await on.page
      .locator('.message.ephemeral')
      .last()
      .evaluate((shown) => shown.scrollIntoView({ block: 'start' }));
  };

  test.each(['en', 'zh'] as const)('everybody’s Home, /desk and a card of each kind (%s)', async (language) => {
    const { page } = on;
    for (const [role, user] of Object.entries(READERS[language])) {
      await page.selectOption('.act-as select', user);
      await page.getByRole('button', { name: /App Home/ }).click();
      await page.locator('main .home .block-header').first().waitFor();
      await fits(`home-${role}-390-${language}`);
    }
    await page.getByRole('button', { name: /# service-desk/ }).click();
    await ask('/desk');
    await fits(`desk-390-${language}`);
    await ask('/ticket open');
    await fits(language === 'en' ? 'list-390' : 'list-390-zh');
    for (const [kind, typed] of Object.entries(await typedForEachKind())) {
      await ask(typed);
      await fits(`card-${kind}-390-${language}`);
    }
  });

  /** What a person whom nobody acts as on the page has done: consents of a customer, as his engineer heard them. */
  const consented = async (user: string, no: string, action: string): Promise<void> => {
    await on.desk.pressOn(user, await on.desk.card(no), action, no);
    const heardAt = Math.floor(on.desk.app.desk.clock.now().toSeconds());
    const view = await on.desk.modal(user, `remote.${action}`);
    await on.desk.submit(user, view, { consentedBy: 'Mia Chen', means: option('telephone'), heardAt });
    await on.desk.settle();
  };
  /** The newest card or notice in sight that begins so. */
  const inSight = async (words: string | RegExp): Promise<void> => {
    const message = on.page.locator('main .message', { hasText: words }).last();
    await message.waitFor();
    await message.evaluate((shown) => shown.scrollIntoView({ block: 'start' }));
  };
  const closed = async (): Promise<void> => {
    while ((await on.modal.count()) > 0) {
      await on.page.keyboard.press('Escape');
      await on.page.waitForTimeout(50);
    }
  };

  // Only where pictures are taken: what these show is proven by flows.
  const pictured = process.env.PICTURES ? test : test.skip;
  pictured.each(['en', 'zh'] as const)(
    'everybody’s Home, /desk and a list on a wide screen, and the alarms of a week (%s)',
    async (language) => {
      const { page } = on;
      const wide: Buffer[] = [];
      const alarms: Buffer[] = [];
      await page.setViewportSize(WIDE);
      for (const user of Object.values(READERS[language])) {
        await page.selectOption('.act-as select', user);
        await page.getByRole('button', { name: /App Home/ }).click();
        await page.locator('main .home .block-header').first().waitFor();
        wide.push(await page.screenshot());
      }
      await page.getByRole('button', { name: /# service-desk/ }).click();
      for (const typed of ['/desk', '/ticket open']) {
        await ask(typed);
        wide.push(await page.screenshot());
      }
      await writeContactSheet(`wide-${language}`, wide, 2, 1000);
      await page.setViewportSize({ ...TELEPHONE, height: 3 * TELEPHONE.height });
      const { engineer, agent, supervisor } = READERS[language];
      // Who leads and reads English came only today.
      for (const user of [engineer, language === 'en' ? agent : supervisor]) {
        await page.selectOption('.act-as select', user);
        await page.getByRole('button', { name: /🔔 fieldbell/ }).click();
        await page.locator('main .message').last().waitFor();
        await page.waitForTimeout(500);
        alarms.push(await page.screenshot());
      }
      await page.getByRole('button', { name: /# service-alarms/ }).click();
      await page.locator('main .message').last().waitFor();
      await page.waitForTimeout(500);
      alarms.push(await page.screenshot());
      await writeContactSheet(`alarms-390-${language}`, alarms, 3, 390);
      await page.setViewportSize(TELEPHONE);
    },
  );

  pictured.each(['en', 'zh'] as const)('known faults, a running session, alarms and modals (%s)', async (language) => {
    const { page, desk } = on;
    const { agent, engineer, supervisor } = READERS[language];
    const [description, title] =
      language === 'en' ? ['The monitor stays black, no picture', /F-\d+ · No picture/] : ['开机后显示器黑屏没画面', /F-\d+ · 显示器/];
    if ((await desk.app.desk.faults.everyone()).length === 0) {
      await desk.command(agent, '/fault common');
      await desk.pressAnswer(agent, 'fault.shippedYes', 'new');
    }
    await eventually(async () => expect(await suggestedNo(desk)).toBeDefined());
    await page.selectOption('.act-as select', agent);
    await page.getByRole('button', { name: /# service-desk/ }).click();
    await on.command('/newcall 138 0000 0003');
    await on.modal.locator('#input-description').fill(description);
    await on.modal.locator('#input-outcome').selectOption('ticket');
    await on.modal.locator('#input-category').selectOption('hardware');
    const suggested = on.modal.getByText(/F-\d+ /).first();
    await suggested.waitFor();
    await suggested.evaluate((shown) => shown.scrollIntoView({ block: 'center' }));
    await fits(`call-suggestions-390-${language}`);
    await closed();
    const words = (await suggestedNo(desk)) ?? 'F-1';
    await ask(`/fault ${words}`);
    await inSight(title);
    await fits(`card-fault-390-${language}`);
    await ask('/fault list');
    await fits(`list-fault-390-${language}`);

    const ticket = await desk.logCall(aCall({ outcome: 'remote', remoteConsentBy: 'Mia Chen', customer: 'Green Leaf Café' }), agent);
    await desk.command(agent, `/remote ${ticket}`);
    const asked = { asked: description, machine: 'POS 2', tool: option('client') };
    await desk.submit(agent, await desk.modal(agent, 'remote.ask'), asked);
    await desk.closeModals(agent);
    await desk.settle();
    const [session] = (await desk.app.desk.remotes.open()).filter(({ data }) => data.ticketNo === ticket);
    const no = session?.no ?? '';
    for (const action of ['allowClient', 'allowWatch']) await consented(agent, no, action);
    await desk.pressOn(agent, await desk.card(no), 'start', no);
    await eventually(async () => expect((await desk.case(no))?.state).toBe('running'));
    await desk.settle();
    await ask(`/remote ${no}`);
    await fits(`card-remote-390-${language}`);

    const urgent = aCall({ impact: 'high', urgency: 'high', customer: 'Green Leaf Café', callerName: 'Mia Chen', phone: '138 0000 0003' });
    const alarmed = await desk.logCall(urgent, agent);
    await desk.settle();
    await page.selectOption('.act-as select', supervisor);
    await page.getByRole('button', { name: /🔔 fieldbell/ }).click();
    await inSight(alarmed);
    await fits(`alarm-390-${language}`);

    await page.selectOption('.act-as select', engineer);
    await desk.pressOn(engineer, await desk.card(alarmed), 'accept', alarmed);
    await eventually(async () => expect((await desk.case(alarmed))?.state).toBe('accepted'));
    await desk.settle();
    for (const action of ['needVisit', 'handOver', 'resolve']) {
      await desk.pressOn(engineer, await desk.card(alarmed), action, alarmed);
      await on.modal.getByRole('button').first().waitFor();
      await fits(`modal-${action}-390-${language}`);
      await closed();
    }
  });
});
