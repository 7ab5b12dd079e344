import { readFileSync } from 'node:fs';
import { isIPv4, isIPv6 } from 'node:net';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { readSettings, type Settings } from './settings.js';

/** Where a server listens; without a host, on all addresses. */
export interface ListenAddress {
  readonly host: string | undefined;
  readonly port: number;
}

/** `127.0.0.1:9464`, `[::1]:9464`, `localhost:9464`, `:9464`. */
function addressOf(text: string): ListenAddress | undefined {
  const found = /^(?:\[([0-9a-f:.]+)\]|([A-Za-z0-9.-]*)):(\d{1,5})$/.exec(text.trim());
  const port = Number(found?.[3]);
  const isMeantAsNumbers = /^[\d.]+$/.test(found?.[2] ?? '');
  if (found && ((isMeantAsNumbers && !isIPv4(found[2] ?? '')) || (found[1] !== undefined && !isIPv6(found[1])))) return undefined;
  return found && port <= 65_535 ? { host: found[1] ?? (found[2] || undefined), port } : undefined;
}

const environmentSchema = z.object({
  SLACK_BOT_TOKEN: z
    .string()
    .regex(/^xox[bp]-/, 'must be a bot token, it begins with xoxb-')
    .optional(),
  SLACK_SIGNING_SECRET: z.string().min(8, 'is too short to be a signing secret').optional(),
  SLACK_APP_TOKEN: z.string().startsWith('xapp-', 'must be an app-level token, it begins with xapp-').optional(),
  SLACK_API_URL: z
    .url('must be a URL')
    .refine((url) => url.endsWith('/api/'), 'must end in /api/')
    .optional(),
  PORT: z.coerce
    .number('must be a port number')
    .int('must be a port number')
    .min(0, 'must be 0 to 65535')
    .max(65535, 'must be 0 to 65535')
    .default(3000),
  METRICS_ADDR: z
    .string()
    .refine((text) => addressOf(text) !== undefined, 'must be an address and a port such as 127.0.0.1:9464, or :9464 for all addresses')
    .optional(),
  MONGODB_URI: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\//, 'must begin with mongodb:// or mongodb+srv://')
    .optional(),
  DATA_DIR: z.string().min(1).default('./data'),
  DESK_CONFIG: z.string().optional(),
  SANDBOX_SAMPLE: z.enum(['week', 'none'], 'must be week or none').default('week'),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error'], 'must be one of debug, info, warn, error').default('info'),
});

/** How the bot talks to Slack. */
export type SlackMode =
  | { readonly kind: 'sandbox' }
  | { readonly kind: 'http'; readonly token: string; readonly signingSecret: string; readonly apiUrl?: string | undefined }
  | { readonly kind: 'socket'; readonly token: string; readonly appToken: string; readonly apiUrl?: string | undefined };

export interface Config {
  readonly slack: SlackMode;
  readonly port: number;
  /** Where the metrics are served, and there alone; on `port` for this machine without. */
  readonly metrics?: ListenAddress | undefined;
  readonly mongodbUri?: string | undefined;
  readonly dataDir: string;
  /** Does the sandbox begin with a lived week, or empty? */
  readonly hasSample: boolean;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  readonly settings: Settings;
}

/** Blank counts as absent, so that `SLACK_BOT_TOKEN= npm start` opens the sandbox. */
const withoutBlanks = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''));

function slackModeOf(env: z.output<typeof environmentSchema>): SlackMode | string[] {
  const { SLACK_BOT_TOKEN: token, SLACK_SIGNING_SECRET: signingSecret, SLACK_APP_TOKEN: appToken, SLACK_API_URL: apiUrl } = env;
  if (!token) {
    const stray = Object.entries({ SLACK_SIGNING_SECRET: signingSecret, SLACK_APP_TOKEN: appToken }).filter(([, value]) => value);
    return stray.length > 0
      ? [
          `SLACK_BOT_TOKEN: is missing although ${stray.map(([name]) => name).join(' and ')} is set; set it too, or unset both for the sandbox`,
        ]
      : { kind: 'sandbox' };
  }
  if (appToken) return { kind: 'socket', token, appToken, apiUrl };
  return signingSecret
    ? { kind: 'http', token, signingSecret, apiUrl }
    : ['SLACK_SIGNING_SECRET: is missing; set it for HTTP mode, or SLACK_APP_TOKEN for Socket Mode'];
}

function settingsOf(file: string | undefined): ReturnType<typeof readSettings> {
  if (!file) return readSettings({});
  try {
    return readSettings(parseYaml(readFileSync(file, 'utf8')));
  } catch (error) {
    return {
      ok: false,
      problems: [`DESK_CONFIG: ${file} cannot be read: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`],
    };
  }
}

/** Environment and settings file as one checked object, or one line per problem, each naming its variable or key. */
export function readConfig(environment: NodeJS.ProcessEnv): { ok: true; config: Config } | { ok: false; problems: string[] } {
  const parsed = environmentSchema.safeParse(withoutBlanks(environment));
  const envProblems = parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  const mode = parsed.success ? slackModeOf(parsed.data) : [];
  const settings = settingsOf(environment.DESK_CONFIG?.trim() || undefined);
  const problems = [...envProblems, ...(Array.isArray(mode) ? mode : []), ...(settings.ok ? [] : settings.problems)];
  if (problems.length > 0 || !parsed.success || Array.isArray(mode) || !settings.ok) return { ok: false, problems };
  const { PORT: port, METRICS_ADDR, MONGODB_URI: mongodbUri, DATA_DIR: dataDir, LOG_LEVEL: logLevel, SANDBOX_SAMPLE } = parsed.data;
  return {
    ok: true,
    config: {
      slack: mode,
      port,
      metrics: METRICS_ADDR ? addressOf(METRICS_ADDR) : undefined,
      mongodbUri,
      dataDir,
      hasSample: SANDBOX_SAMPLE === 'week',
      logLevel,
      settings: settings.settings,
    },
  };
}
