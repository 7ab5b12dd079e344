/**
 * Makes a fresh clone runnable with nothing but Node and npm: installs what package-lock.json asks for and builds
 * `dist/`, each only when it is missing or stale.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const SOURCES = ['src', 'commands', 'jobs', 'test'];
const at = (...parts) => join(root, ...parts);
const changedAt = (file) => (existsSync(file) ? statSync(file).mtimeMs : 0);

function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(status ?? 1);
}

function* filesBelow(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else yield path;
  }
}

function install() {
  const isCurrent = changedAt(at('node_modules/.package-lock.json')) >= changedAt(at('package-lock.json'));
  if (existsSync(at('node_modules')) && isCurrent) return;
  // Not `npm ci`: a registry without every platform's binaries makes a lock file that `npm ci` calls incomplete.
  run('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error']);
  utimesSync(at('node_modules/.package-lock.json'), new Date(), new Date());
}

function build() {
  const stamp = at('dist/.built');
  // An image is built without the tests.
  const files = SOURCES.map((folder) => at(folder))
    .filter(existsSync)
    .flatMap((folder) => [...filesBelow(folder)]);
  const newest = Math.max(...[...files, at('tsconfig.json'), at('package-lock.json')].map(changedAt));
  if (changedAt(stamp) >= newest) return;
  run(process.execPath, [at('node_modules/typescript/bin/tsc')]);
  for (const file of files.filter((path) => !['.ts', '.tsx'].includes(extname(path)))) {
    const copy = at('dist', file.slice(root.length + 1));
    mkdirSync(dirname(copy), { recursive: true });
    cpSync(file, copy);
  }
  writeFileSync(stamp, new Date().toISOString());
}

install();
if (process.argv.includes('build')) build();
