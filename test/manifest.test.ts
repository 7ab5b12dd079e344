import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { listenedTo, SUBJECTS } from '../commands/index.js';
import { METHODS } from '../src/sandbox/methods.js';
import { commandProblems } from '../src/slack/app/command-names.js';
import { ManifestTrouble, readManifest } from '../src/slack/app/manifest.js';
import { SCOPES } from '../src/slack/app/scopes.js';
import { aFolder } from './support/store.js';

const manifest = readManifest();
const listened = listenedTo(SUBJECTS);
const sources = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? sources(join(folder, entry.name)) : entry.name.endsWith('.ts') ? [join(folder, entry.name)] : [],
  );

/** Web API methods that the bot's own code calls. */
const called = (): string[] => {
  const code = ['src/slack', 'src/doctor', 'commands', 'jobs']
    .flatMap(sources)
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  const direct = [...code.matchAll(/client\.((?:auth|chat|conversations|files|users|usergroups|views)(?:\.\w+)+)\(/g)].map(
    ([, method]) => method ?? '',
  );
  const paged = [...code.matchAll(/'((?:conversations|users)\.\w+)'/g)].map(([, method]) => method ?? '');
  const uploads = code.includes('filesUploadV2(') ? ['files.completeUploadExternal', 'files.getUploadURLExternal'] : [];
  return [...new Set([...direct, ...paged, ...uploads])].sort();
};

describe('a manifest that cannot be read', () => {
  // L12: a full disk, or what is printed sent into the file, leaves such ones.
  test.each([
    ['manifest.local.yml', '', /manifest\.local\.yml cannot be read: it is empty.*npm run manifest/],
    ['manifest.local.yml', 'a: [1', /manifest\.local\.yml cannot be read: .*npm run manifest/],
    ['manifest.local.yml', 'features: {}', /manifest\.local\.yml .*nothing fit of features\.slash_commands.*npm run manifest/],
    ['manifest.yml', '', /manifest\.yml cannot be read: it is empty.*from the release/],
  ])('%s holding "%s" is named, with what to do', async (name, text, says) => {
    const folder = await aFolder();
    writeFileSync(join(folder.path, name), text);
    const read = (): unknown => readManifest(folder.path);
    expect(read).toThrow(ManifestTrouble);
    expect(read).toThrow(says);
    await folder.remove();
  });

  test('stops the start with exit code 2 and that sentence, and doctor names the same file', async () => {
    const folder = await aFolder();
    writeFileSync(join(folder.path, 'manifest.local.yml'), 'a: [1');
    const run = (script: string) =>
      promisify(execFile)(process.execPath, [resolve(script)], {
        cwd: folder.path,
        env: { PATH: process.env.PATH ?? '', PORT: '0', DATA_DIR: join(folder.path, 'data') },
      }).catch((error: { code: number; stdout: string; stderr: string }) => error);
    const started = await run('dist/src/main.js');
    expect(started).toMatchObject({ code: 2, stderr: expect.stringMatching(/^.*manifest\.local\.yml cannot be read[^\n]*\n$/) });
    expect((await run('dist/src/doctor/main.js')).stdout).toMatch(/manifest: .*manifest\.local\.yml cannot be read/);
    await folder.remove();
  });
});

describe('manifest.yml', () => {
  test('has the commands that the code registers, each with a usage hint', () => {
    expect(manifest.commands.map(({ command }) => command).sort()).toEqual([...listened.commands].sort());
    for (const { hint } of manifest.commands) expect(hint).not.toBe('');
  });

  test('L12: has no name that Slack keeps for itself, nor one that it does not take', () => {
    expect(commandProblems(manifest.commands.map(({ command }) => command))).toEqual([]);
    expect(commandProblems(['/call', '/Status', '/reload_mcp', '/ticket', '/ticket'])).toEqual([
      expect.stringMatching(/^\/call is a command of Slack/),
      expect.stringMatching(/^\/Status is no name that Slack takes/),
      expect.stringMatching(/^\/reload_mcp is no name/),
      '/ticket stands there twice',
    ]);
    expect(commandProblems(Array.from({ length: 51 }, (_, n) => `/c${n}`))).toEqual(['51 commands, Slack takes 50 of an app']);
  });

  test('has the shortcuts and events that the code listens to', () => {
    expect(manifest.shortcuts.map(({ callbackId }) => callbackId).sort()).toEqual([...listened.shortcuts].sort());
    expect([...manifest.events].sort()).toEqual([...listened.events].sort());
  });

  test('grants the scopes of the methods that the code calls and of the events, and no other', () => {
    expect(called()).toEqual(
      expect.arrayContaining(['auth.test', 'chat.postMessage', 'conversations.history', 'users.info', 'views.open']),
    );
    for (const method of called()) expect(Object.keys(SCOPES.methods)).toContain(method);
    const needed = [
      ...called().flatMap((method) => SCOPES.methods[method] ?? []),
      ...manifest.events.flatMap((event) => SCOPES.events[event] ?? []),
      'commands',
    ];
    expect([...manifest.scopes].sort()).toEqual([...new Set(needed)].sort());
  });

  test('the sandbox serves every method that the code calls', () => {
    expect(called().filter((method) => !(method in METHODS))).toEqual([]);
  });
});
