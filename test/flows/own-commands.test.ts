import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { listenedTo, SUBJECTS } from '../../commands/index.js';
import { commandNames } from '../../src/slack/app/command-names.js';
import { OWN, readManifest, SHIPPED } from '../../src/slack/app/manifest.js';
import { ownManifest, type Wishes } from '../../src/slack/app/own-manifest.js';
import { TestDesk, WHO } from '../support/desk.js';

const shipped = readFileSync(SHIPPED, 'utf8');
const OWN_NAMES = listenedTo(SUBJECTS).commands;
const wish = (wishes: Partial<Wishes>): string => ownManifest(shipped, { isSocket: false, prefix: '', isDeskOnly: false, ...wishes });

describe('a workspace’s own manifest', () => {
  test('L12: has the host everywhere, or none in Socket Mode, and is the shipped one otherwise', () => {
    const own = wish({ host: 'https://desk.example.com/' });
    expect(own).not.toContain('YOUR-HOST');
    expect(parse(own)).toEqual(parse(shipped.replaceAll('YOUR-HOST', 'desk.example.com')));
    const socket = wish({ isSocket: true });
    expect(socket).not.toContain('https://');
    expect(parse(socket).settings).toMatchObject({ socket_mode_enabled: true, interactivity: { is_enabled: true } });
    expect(parse(socket).oauth_config).toEqual(parse(shipped).oauth_config);
  });

  test('L12: says what is wrong with a wish and what to do', () => {
    for (const [wishes, says] of [
      [{}, /--host desk.example.com, or --socket/],
      [{ host: 'desk.example.com', isSocket: true }, /leave out one/],
      [{ host: 'http://desk.example.com' }, /https only/],
      [{ host: 'localhost:3000' }, /use --socket/],
      [{ host: '192.168.1.4' }, /use --socket/],
      [{ host: 'desk.example.com/slack/events' }, /without a path/],
      [{ host: 'a b' }, /no address/],
      [{ isSocket: true, prefix: 'FB ' }, /as in fb-/],
      [{ isSocket: true, prefix: 'fieldbell-of-shops-in-hangzhou-' }, /as in fb-/],
    ] as const)
      expect(() => wish(wishes)).toThrow(says);
  });

  test('L12: a manifest that is not of this bot is named', () => {
    expect(() => commandNames(OWN_NAMES, ['/foo'])).toThrow('/foo');
    expect(() => commandNames(OWN_NAMES, ['/fb-ticket', '/desk'])).toThrow('do not begin alike');
    expect(commandNames(OWN_NAMES, ['/fb-desk']).typed('/ticket')).toBe('/fb-desk ticket');
  });
});

describe('a bot under a workspace’s own manifest', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fieldbell-own-'));
  let desk: TestDesk | undefined;
  const open = async (wishes: Partial<Wishes>): Promise<TestDesk> => {
    copyFileSync(SHIPPED, join(folder, SHIPPED));
    writeFileSync(join(folder, OWN), wish({ isSocket: true, ...wishes }));
    desk = await TestDesk.open({ manifestIn: folder });
    return desk;
  };
  afterEach(async () => {
    await desk?.close();
    desk = undefined;
  });

  test('L12: with a prefix it listens to /fb-ticket and tells people of it', async () => {
    const { commands } = readManifest();
    const on = await open({ prefix: 'fb-' });
    expect(await on.command(WHO.anna, '/ticket open')).toMatchObject({ ok: false });
    await on.command(WHO.anna, '/fb-ticket help');
    const help = JSON.stringify(await on.answer(WHO.anna, '/fb-ticket'));
    for (const { command } of commands) expect(help).not.toMatch(new RegExp(`[^\\w-]${command}\\b`));
    await on.command(WHO.anna, '/fb-newcall 138 0000 4711');
    await on.modal(WHO.anna, 'call.log');
  });

  test('L12: with /desk alone everything is reached through it, and texts say so', async () => {
    const on = await open({ isDeskOnly: true });
    await on.command(WHO.anna, '/desk ticket help');
    const help = JSON.stringify(await on.answer(WHO.anna, '/desk ticket'));
    expect(help).not.toMatch(/[^\w-]\/(ticket|newcall|visit)\b/);
    await on.command(WHO.anna, '/desk newcall 138 0000 4711');
    await on.modal(WHO.anna, 'call.log');
    rmSync(folder, { recursive: true });
  });
});
