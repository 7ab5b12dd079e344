import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CaseNo } from '../../src/cases/case.js';
import { kindOfNo } from '../../src/cases/kinds.js';
import { SAMPLE_ROLES } from '../../src/sandbox/sample.js';
import { PageDesk, TELEPHONE } from '../support/browser.js';
import { WHO } from '../support/desk.js';

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
    for (const [kind, typed] of Object.entries(await typedForEachKind())) {
      await ask(typed);
      await fits(`card-${kind}-390-${language}`);
    }
  });
});
