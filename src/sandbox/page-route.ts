import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import type { Route } from '../http.js';

/** Browsers need what the compiler made of the page, also when the bot itself runs from its sources, as in tests. */
const FOLDER = join(process.cwd(), 'dist/src/sandbox/page');
const require = createRequire(import.meta.url);
const PREACT = dirname(dirname(require.resolve('preact')));
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
};

/** The libraries of the page, under the names its import map gives them. */
const VENDOR: Readonly<Record<string, string>> = {
  '/vendor/preact.js': join(PREACT, 'dist/preact.module.js'),
  '/vendor/hooks.js': join(PREACT, 'hooks/dist/hooks.module.js'),
  '/vendor/jsx-runtime.js': join(PREACT, 'jsx-runtime/dist/jsxRuntime.module.js'),
};

const fileOf = (path: string): string | undefined => {
  if (path === '/') return join(FOLDER, 'index.html');
  if (path in VENDOR) return VENDOR[path];
  return /^\/page\/[\w-]+(\.[\w-]+)?\.(js|json|css|svg)$/.test(path) ? join(FOLDER, path.slice('/page/'.length)) : undefined;
};

/** The sandbox's page: plain modules, no bundle. */
export const pageRoute: Route = async (request, response, url) => {
  const file = request.method === 'GET' ? fileOf(url.pathname) : undefined;
  if (!file) return false;
  const content = await readFile(file).catch(() => undefined);
  if (!content) return false;
  response.writeHead(200, {
    'content-type': `${TYPES[extname(file)] ?? 'application/octet-stream'}; charset=utf-8`,
    'cache-control': 'no-cache',
    'content-security-policy':
      "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: https:; frame-ancestors 'none'",
  });
  response.end(content);
  return true;
};
