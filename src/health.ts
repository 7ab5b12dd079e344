import { type Route, sendJson } from './http.js';

/** Something the bot cannot work without, and whether it answers. */
export interface Dependency {
  readonly name: string;
  check(): Promise<void>;
}

const CHECK_MS = 2_000;

async function isReached({ check }: Dependency): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooSlow = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), CHECK_MS);
  });
  return Promise.race([
    check().then(
      () => true,
      () => false,
    ),
    tooSlow,
  ]).finally(() => clearTimeout(timer));
}

/** `/healthz`: alive. `/readyz`: started, database and Slack answer, else 503 and which one does not. */
export const healthRoute =
  (dependencies: () => readonly Dependency[]): Route =>
  async (request, response, url) => {
    if (request.method !== 'GET') return false;
    if (url.pathname === '/healthz') {
      sendJson(response, 200, { ok: true });
      return true;
    }
    if (url.pathname !== '/readyz') return false;
    const known = dependencies();
    const states = await Promise.all(known.map(isReached));
    const missing = known.filter((_, n) => !states[n]).map(({ name }) => name);
    const isReady = missing.length === 0;
    sendJson(response, isReady ? 200 : 503, isReady ? { ok: true } : { ok: false, missing });
    return true;
  };
