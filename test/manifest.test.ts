import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { listenedTo, SUBJECTS } from '../commands/index.js';
import { METHODS } from '../src/sandbox/methods.js';
import { commandProblems } from '../src/slack/app/command-names.js';
import { readManifest } from '../src/slack/app/manifest.js';
import { SCOPES } from '../src/slack/app/scopes.js';

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
