import { execFile } from 'node:child_process';
import { constants, existsSync } from 'node:fs';
import { access, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

/** A browser to start, and what it needs around it. */
interface Found {
  readonly path: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The first of these programs on the PATH. */
async function onPath(names: readonly string[]): Promise<string | undefined> {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  for (const path of names.flatMap((name) => folders.map((folder) => join(folder, name)))) {
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return undefined;
}

/** What is said in Chinese needs a font: the one that the printed forms bring. */
const fontsConf = (folder: string): string => {
  const chinese = dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/noto-sans-sc/package.json'));
  const dirs = [chinese, join(folder, 'fonts')].map((path) => `<dir>${path}</dir>`).join('');
  return `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>${dirs}<cachedir>${folder}/cache</cachedir></fontconfig>`;
};

const run = promisify(execFile);

/** Does this browser start with the libraries that the machine has? */
const starts = (path: string): Promise<boolean> =>
  run(path, ['--version', '--no-sandbox']).then(
    () => true,
    () => false,
  );

/** Unpacks the browser into the folder that is the child's TMPDIR. */
const UNPACK = "const { default: shipped } = await import('@sparticuz/chromium'); await shipped.executablePath();";

/**
 * Unpacks the browser of the npm package. The package was made for a cloud's bare machines, and brings the libraries too where
 * it believes to be on one. Test files do this side by side: what is unpacked is moved to its place as a whole.
 */
async function unpack(folder: string): Promise<void> {
  const own = await mkdtemp(`${folder}-`);
  const env = { ...process.env, TMPDIR: own, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' };
  await run(process.execPath, ['--input-type=module', '--eval', UNPACK], { env });
  await rename(own, folder).catch((error: unknown) => {
    if (!existsSync(join(folder, 'chromium'))) throw error;
  });
  await rm(own, { recursive: true, force: true });
}

async function fromPackage(): Promise<Found> {
  const folder = join(tmpdir(), `fieldbell-chromium-${process.getuid?.() ?? ''}`);
  const path = join(folder, 'chromium');
  if (!existsSync(path)) await unpack(folder);
  await writeFile(join(folder, 'fonts.conf'), fontsConf(folder));
  const libraries = (await starts(path)) ? {} : { LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') };
  return { path, args: [...ARGS, '--headless=shell', '--no-zygote'], env: { FONTCONFIG_PATH: folder, ...libraries } };
}

/** `CHROMIUM`, else what is installed, else what an npm package ships, so that a machine with Node alone is enough. */
async function find(): Promise<Found> {
  const named = process.env.CHROMIUM;
  if (named && !existsSync(named)) throw new Error(`CHROMIUM: there is no ${named}`);
  const path = named ?? (await onPath(NAMES));
  return path ? { path, args: ARGS, env: {} } : fromPackage();
}

let found: Promise<Found> | undefined;

/** Starts a browser without a window. */
export async function launchChromium(): Promise<Browser> {
  found ??= find();
  const { path, args, env } = await found;
  return chromium.launch({ executablePath: path, args: [...args], env: { ...(process.env as Record<string, string>), ...env } });
}
