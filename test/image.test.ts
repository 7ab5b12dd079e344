import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { aFolder } from './support/store.js';

/** Type checking and building once, on a slow machine. */
const BUILD_MS = 240_000;

test(
  'what .dockerignore lets into the image is enough to build the bot there',
  async () => {
    const left = new Set([...readFileSync('.dockerignore', 'utf8').split('\n'), 'node_modules']);
    const folder = await aFolder();
    for (const name of readdirSync('.').filter((one) => !left.has(one)))
      cpSync(name, join(folder.path, name), { recursive: true, preserveTimestamps: true });
    symlinkSync(join(process.cwd(), 'node_modules'), join(folder.path, 'node_modules'));

    const { status, stderr } = spawnSync(process.execPath, ['.ci/ensure.mjs', 'build'], { cwd: folder.path, encoding: 'utf8' });

    expect(stderr).toBe('');
    expect(status).toBe(0);
    const copied = [...readFileSync('Dockerfile', 'utf8').matchAll(/--from=build (.+) \S+$/gm)].flatMap(([, paths = '']) =>
      paths.split(' '),
    );
    expect(copied).toContain('/app/dist');
    const isThere = (path: string): boolean => {
      const [before = '', after] = path.replace('/app/', '').split('*');
      if (after === undefined) return existsSync(join(folder.path, before));
      return readdirSync(folder.path).some((name) => name.startsWith(before) && name.endsWith(after));
    };
    expect(copied.filter((path) => !isThere(path))).toEqual([]);
    expect(existsSync(join(folder.path, 'dist/src/main.js'))).toBe(true);
    await folder.remove();
  },
  BUILD_MS,
);
