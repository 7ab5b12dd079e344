import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from '@jest/globals';

/** Lets something happen in a process that keeps the last resort, and answers what it logged and how it ended. */
async function lived(happening: string): Promise<{ log: string; code: number | null }> {
  const program = `
    import { keepLastResort } from './dist/src/last-resort.js';
    const tell = (level) => (about, words) => console.log(level, about.errorId, about.err?.message, words);
    keepLastResort(process, { error: tell('error'), fatal: tell('fatal') }, () => setTimeout(() => process.exit(1), 50));
    setTimeout(() => { console.log('still alive'); process.exit(0); }, 1_000);
    ${happening}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  let log = '';
  child.stdout.on('data', (chunk) => {
    log += chunk;
  });
  const [code] = await once(child, 'exit');
  return { log, code };
}

describe('S6: what nobody caught', () => {
  test('a promise that failed alone is logged with an id, and the bot goes on', async () => {
    const { log, code } = await lived(`Promise.reject(new Error('alone'));`);
    expect(log).toMatch(/^error [0-9a-f]{8} alone .*goes on/m);
    expect(log).toContain('still alive');
    expect(code).toBe(0);
  });

  test('an exception out of nowhere is logged with an id, and the bot ends to be started anew', async () => {
    const { log, code } = await lived(
      `setTimeout(() => { throw new Error('nowhere'); }, 5); setTimeout(() => { throw new Error('again'); }, 8);`,
    );
    expect(log).toMatch(/^fatal [0-9a-f]{8} nowhere/m);
    expect(log).not.toContain('still alive');
    expect(code).toBe(1);
  });

  test('very many of them are no accident', async () => {
    const { log, code } = await lived(`for (let n = 0; n < 100; n += 1) Promise.reject(new Error('many'));`);
    expect(log).toContain('too much fails');
    expect(code).toBe(1);
  });
});
