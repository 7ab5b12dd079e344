/** What Slack answers when the bot writes into its direct channel with somebody who was deactivated. */
export type DirectAnswer = 'taken' | 'is_archived' | 'user_disabled' | 'channel_not_found';

/** A person whom the sandbox's workspace sees. */
export interface SandboxPerson {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  /** What he is at the desk, for the page's "act as". */
  readonly part: string;
  readonly locale: string;
  readonly tz: string;
  /** Cannot be anybody's. */
  readonly phone?: string;
  readonly isAdmin?: boolean;
  /** Invited into several channels, or into one only. */
  readonly guest?: 'several' | 'single';
  /** Of another organisation, by Slack Connect; the bot's own when left out. */
  readonly team?: string;
  readonly isBot?: boolean;
  /** Deactivated: he reads nothing any more, and can do nothing. */
  isDeleted?: boolean;
  /** With `isDeleted`: Slack goes on taking what is written into an open direct channel, unless told otherwise. */
  direct?: DirectAnswer;
}

export interface SandboxChannel {
  readonly id: string;
  name: string;
  /** What it was called before; Slack tells of them. */
  previousNames?: readonly string[];
  readonly isDirect: boolean;
  readonly isPrivate: boolean;
  isArchived: boolean;
  hasBot: boolean;
  members: readonly string[];
}

/** A user group; with `error` Slack answers that in place of the members. */
export interface SandboxGroup {
  readonly id: string;
  readonly members: readonly string[];
  readonly error?: string;
}

const SHANGHAI = 'Asia/Shanghai';

export const PEOPLE: readonly SandboxPerson[] = [
  { id: 'U01AGENT', name: 'xiaomei', realName: '王小美', part: 'agent', locale: 'zh-CN', tz: SHANGHAI },
  { id: 'U02ENGLI', name: 'liqiang', realName: '李强', part: 'engineer', locale: 'zh-CN', tz: SHANGHAI, phone: '139 0000 0102' },
  { id: 'U03ENGTOM', name: 'tom', realName: 'Tom Baker', part: 'engineer', locale: 'en-US', tz: SHANGHAI, phone: '139 0000 0103' },
  { id: 'U04SUP', name: 'chenjing', realName: '陈静', part: 'supervisor', locale: 'zh-CN', tz: SHANGHAI },
  { id: 'U05HEAD', name: 'zhaolei', realName: '赵磊', part: 'head', locale: 'zh-CN', tz: SHANGHAI, isAdmin: true },
  { id: 'U06AGENTEN', name: 'anna', realName: 'Anna Reed', part: 'agent', locale: 'en-GB', tz: SHANGHAI },
];

const everybody = PEOPLE.map(({ id }) => id);
const channel = (id: string, name: string, hasBot = true): SandboxChannel => ({
  id,
  name,
  isDirect: false,
  isPrivate: false,
  isArchived: false,
  hasBot,
  members: everybody,
});

export const CHANNELS: readonly SandboxChannel[] = [
  channel('C01DESK', 'service-desk'),
  channel('C02ALARMS', 'service-alarms'),
  channel('C03GENERAL', 'general', false),
];

/** Who is what in the sandbox when the settings name nobody. */
export const SAMPLE_ROLES = { agents: [], engineers: ['U02ENGLI', 'U03ENGTOM'], supervisors: ['U04SUP'], heads: ['U05HEAD'] };

/** The operations groups of the sandbox when the settings name none. */
export const SAMPLE_GROUPS = {
  收银组: { members: ['U02ENGLI', 'U03ENGTOM'] },
  服务器组: { members: ['U03ENGTOM'] },
  网络组: { members: ['U02ENGLI'] },
};
