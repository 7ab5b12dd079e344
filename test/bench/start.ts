import { spawn } from 'node:child_process';
import { aFolder } from '../support/store.js';
import { figure } from './figure.js';

/** Milliseconds from starting the process to `ready`. */
async function startTime(folder: string): Promise<number> {
  const begun = performance.now();
  const bot = spawn(process.execPath, ['dist/src/main.js'], {
    env: { ...process.env, PORT: '0', DATA_DIR: folder, MONGODB_URI: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve) => bot.stdout.on('data', (chunk) => String(chunk).includes('"ready ') && resolve()));
  const ms = performance.now() - begun;
  bot.kill('SIGTERM');
  await new Promise((resolve) => bot.on('exit', resolve));
  return ms;
}

/** Cold start to ready: the first start makes the sample week, the second finds it. */
export async function benchStart(): Promise<void> {
  const folder = await aFolder();
  figure('start.first', await startTime(folder.path), 'ms');
  figure('start.again', await startTime(folder.path), 'ms');
  await folder.remove();
}
