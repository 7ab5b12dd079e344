import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import mongoose from 'mongoose';
import { openEmbeddedStore } from '../../src/embedded/server.js';
import { aFolder, silent } from '../support/store.js';

let folder: Awaited<ReturnType<typeof aFolder>>;
beforeEach(async () => {
  folder = await aFolder();
});
afterEach(() => folder.remove());

/** Runs a script that opens the built store apart; answers its exit code and what it said. */
async function run(script: string): Promise<{ code: number; said: string }> {
  const opening = `const { openStoreApart } = await import('./dist/src/embedded/apart.js'); const log = { info() {}, warn: console.log };`;
  const child = spawn(process.execPath, ['-e', `(async () => { ${opening} ${script} })()`, folder.path], { stdio: 'pipe' });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  const [code] = await once(child, 'close');
  return { code, said };
}

test('the store apart keeps what it was given, and closing it frees the folder', async () => {
  const writing = `
    const { default: mongoose } = await import('mongoose');
    const store = await openStoreApart(process.argv[1], log);
    const connection = await mongoose.createConnection(store.uri).asPromise();
    await connection.collection('x').insertOne({ n: 1 });
    await connection.close();
    await store.close();`;
  expect(await run(writing)).toEqual({ code: 0, said: '' });
  expect(existsSync(join(folder.path, 'open'))).toBe(false);
  const store = await openEmbeddedStore(folder.path, silent);
  const connection = await mongoose.createConnection(store.uri).asPromise();
  expect(await connection.collection('x').countDocuments({ n: 1 })).toBe(1);
  await connection.close();
  await store.close();
});

test('a folder in use is refused with the same sentence as in one thread', async () => {
  const store = await openEmbeddedStore(folder.path, silent);
  const { code, said } = await run('await openStoreApart(process.argv[1], log).catch((e) => console.log(e.constructor.name, e.message));');
  expect(said).toContain(`StoreInUseError DATA_DIR ${folder.path} is in use`);
  expect(said).toContain(store.uri);
  expect(code).toBe(0);
  await store.close();
});

test('a thread that breaks ends the process: a bot without its data would lose what people do', async () => {
  const { code, said } = await run(`
    const { Worker } = await import('node:worker_threads');
    const { on } = Worker.prototype;
    Worker.prototype.on = function (...given) { globalThis.thread = this; return on.apply(this, given); };
    await openStoreApart(process.argv[1], log);
    setTimeout(() => process.exit(0), 10_000);
    await globalThis.thread.terminate();`);
  expect(said).toContain('the thread of the embedded store ended');
  expect(code).not.toBe(0);
});
