import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { DateTime } from 'luxon';
import type { Browser, Locator, Page } from 'playwright-core';
import { launchChromium } from './chromium.js';
import { TestDesk } from './desk.js';

/** An afternoon in mid-week, in the desk's zone: at night nobody is on his way, and at the ends of weeks and months there is more to do. */
const AFTERNOON = DateTime.fromISO('2026-11-25T15:00', { zone: 'Asia/Shanghai' });

/** What the compiler makes of the page: without it a browser shows nothing, and each test waits for its time to run out. */
const BUILT = 'dist/src/sandbox/page/app.js';

/** A desk’s screen. */
export const WIDE = { width: 1400, height: 900 };
/** A telephone's screen. */
export const TELEPHONE: typeof WIDE = { width: 390, height: 844 };

interface PageOptions {
  readonly settings?: object;
  readonly viewport?: typeof WIDE;
  /** Is it the first time that this browser opens the page? */
  readonly hasTour?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/** The sandbox's page in a real browser, on a desk with the sample week. */
export class PageDesk {
  private constructor(
    readonly desk: TestDesk,
    private readonly browser: Browser,
    readonly page: Page,
  ) {}

  static async open({ settings = {}, viewport = WIDE, hasTour = false, env = {} }: PageOptions = {}): Promise<PageDesk> {
    if (!existsSync(BUILT)) throw new Error(`a browser needs ${BUILT}: node .ci/ensure.mjs build`);
    const desk = await TestDesk.open({ settings, isSeeded: true, beginsAt: AFTERNOON, env });
    const browser = await launchChromium();
    const page = await browser.newPage({ viewport });
    page.setDefaultTimeout(60_000);
    if (!hasTour) await page.addInitScript(() => localStorage.setItem('tour', 'closed'));
    await page.goto(desk.app.url);
    return new PageDesk(desk, browser, page);
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.desk.close();
  }

  /** Taken for the docs with `PICTURES=1`. */
  async picture(name: string): Promise<void> {
    if (process.env.PICTURES) await this.page.screenshot({ path: `docs/pictures/${name}.png` });
  }

  /** A file of the bot's as a picture for the docs. */
  async kept(name: string, png: Buffer): Promise<void> {
    if (process.env.PICTURES) await writeFile(`docs/pictures/${name}.png`, png);
  }

  /** A printed form as a picture for the docs; wants Debian's poppler-utils. */
  async printed(name: string, pdf: Buffer): Promise<void> {
    if (process.env.PICTURES) execFileSync('pdftoppm', ['-r', '80', '-png', '-singlefile', '-', `docs/pictures/${name}`], { input: pdf });
  }

  async actAs(name: string): Promise<void> {
    await this.page.selectOption('.act-as select', { label: name });
  }

  async command(typed: string): Promise<void> {
    await this.page.locator('main .composer textarea').fill(typed);
    await this.page.keyboard.press('Enter');
  }

  /** Moves the clock. A busy stretch takes its time: each channel gets one message a second, as in Slack. */
  async advance(label: string): Promise<void> {
    await this.page.getByRole('button', { name: label, exact: true }).click();
    await this.page.locator('.clock .moving').waitFor({ state: 'detached', timeout: 200_000 });
  }

  /** The newest message that is the card of a case. */
  card(no: string): Locator {
    return this.page.locator('main .message', { has: this.page.locator('.block-header', { hasText: `${no} ·` }) }).last();
  }

  get modal(): Locator {
    return this.page.getByRole('dialog');
  }
}
