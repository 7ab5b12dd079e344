import type { FieldValue } from '../cases/form.js';
import type { Outcome } from '../cases/ticket/index.js';

const [ANNA, MEI, LI, TOM, CHEN] = ['U06AGENTEN', 'U01AGENT', 'U02ENGLI', 'U03ENGTOM', 'U04SUP'] as const;

/** Minutes after logging, who, which action, with what; a number in the input is minutes from then. */
export type Step = readonly [number, string, string, Readonly<Record<string, FieldValue>>?];

/** The visit of a sample ticket. */
export interface SampleVisit {
  /** Minutes from now to the window's start, where that is in work hours. */
  readonly from: number;
  readonly engineer?: string;
  /** Minutes after the ticket was logged. */
  readonly orderedAfter: number;
  readonly address: string;
  /** How it was agreed, from the order on. */
  readonly agreed: readonly Step[];
  /** What happened on the day, from the window's start on. */
  readonly after: readonly Step[];
}

/** What became of one sample ticket. */
export interface Life {
  readonly visit?: SampleVisit;
  readonly minutesAgo: number;
  readonly by: string;
  readonly fault: number;
  readonly outcome?: Outcome;
  readonly impact?: 'high' | 'medium' | 'low';
  readonly urgency?: 'high' | 'medium' | 'low';
  readonly after: readonly Step[];
}

const CONFIRMED = { outcome: 'confirmed', confirmed: ['window', 'address', 'phone'] };
const FINISHED = {
  cause: '读卡器固件与新系统不兼容',
  workDone: '升级读卡器固件,刷卡测试 20 次正常',
  result: 'fixed',
  testedBy: '钱芳',
  category: 'hardware',
  part: 'hardware',
  signedForm: 'repair',
  leaving: ['nothingLeft', 'hint', 'anythingElse', 'contactCard'],
  photos: [{ id: 'F0SAMPLE', name: 'signed.png', permalink: 'https://fieldbell-sandbox.slack.com/files/F0SAMPLE/signed.png' }],
};

const day = 24 * 60;
const solved = (steps: string, cause: string, category: string, part: string) => ({ steps, cause, category, part });
const PRINTER = solved('更换打印头排线并校准,打印测试页 5 张正常', '打印头排线松动', 'hardware', 'hardware');
const NETWORK = solved('重启交换机,更换故障网线,刷卡测试 10 次正常', '网线水晶头氧化', 'network', 'network');
const DATA = solved(
  'Re-ran the nightly points job for the store; totals match the till',
  'The nightly job stopped at a full disk',
  'data',
  'software',
);
const BLANK = solved('清除缓存并升级到 5.2.3', '旧版本缓存文件损坏', 'software', 'software');
const ACCOUNT = solved('在后台补授门店权限', '新账号未分配门店', 'account', 'operation');

const done = (at: number, who: string, how: ReturnType<typeof solved>): Step[] => [
  [20, who, 'accept'],
  [35, who, 'contact'],
  [at, who, 'resolve', how],
];
const closed = (at: number, who: string, how: ReturnType<typeof solved>): Step[] => [...done(at, who, how), [at + 60, MEI, 'close']];

export const LIVES: readonly Life[] = [
  { minutesAgo: 6 * day, by: MEI, fault: 0, after: closed(180, LI, PRINTER) },
  { minutesAgo: 6 * day - 90, by: MEI, fault: 1, after: closed(240, TOM, NETWORK) },
  { minutesAgo: 5 * day, by: ANNA, fault: 2, after: closed(600, TOM, DATA) },
  { minutesAgo: 5 * day - 60, by: MEI, fault: 3, urgency: 'low', after: closed(90, LI, BLANK) },
  { minutesAgo: 5 * day - 200, by: MEI, fault: 4, impact: 'low', after: closed(45, LI, ACCOUNT) },
  { minutesAgo: 4 * day, by: ANNA, fault: 5, after: closed(320, TOM, BLANK) },
  { minutesAgo: 4 * day - 100, by: MEI, fault: 6, impact: 'high', urgency: 'high', after: closed(150, LI, DATA) },
  { minutesAgo: 4 * day - 300, by: MEI, fault: 7, after: closed(400, LI, PRINTER) },
  {
    minutesAgo: 3 * day,
    by: MEI,
    fault: 8,
    after: [
      [30, LI, 'accept'],
      [40, LI, 'contact'],
      [1500, LI, 'resolve', DATA],
      [1600, MEI, 'close'],
    ],
  },
  { minutesAgo: 3 * day - 60, by: MEI, fault: 0, after: closed(200, TOM, PRINTER) },
  { minutesAgo: 3 * day - 120, by: ANNA, fault: 1, after: closed(260, LI, NETWORK) },
  { minutesAgo: 2 * day, by: MEI, fault: 3, after: done(300, TOM, BLANK) },
  { minutesAgo: 2 * day - 60, by: MEI, fault: 4, after: done(120, LI, ACCOUNT) },
  { minutesAgo: 2 * day - 90, by: MEI, fault: 2, after: [[15, MEI, 'cancel', { reason: '客户重新登录后恢复,撤销报修' }]] },
  {
    minutesAgo: 2 * day - 200,
    by: ANNA,
    fault: 5,
    after: [...closed(200, TOM, BLANK), [500, ANNA, 'reopen', { reason: 'It froze again at closing time' }], [520, TOM, 'contact']],
  },
  {
    minutesAgo: 30 * 60,
    by: MEI,
    fault: 6,
    visit: {
      from: 20 * 60,
      engineer: LI,
      orderedAfter: 640,
      address: '浦东新区张杨路 88 号',
      agreed: [
        [30, LI, 'accept'],
        [40, LI, 'callMade', CONFIRMED],
      ],
      after: [],
    },
    after: [
      [30, LI, 'accept'],
      [45, LI, 'contact'],
      [600, LI, 'newTime', { solution: '先清理日志腾出空间,明天到货后扩容磁盘', newDueAt: 36 * 60, consentedBy: '冯军 师傅' }],
    ],
  },
  {
    minutesAgo: 26 * 60,
    by: MEI,
    fault: 7,
    visit: {
      from: -20 * 60,
      engineer: LI,
      orderedAfter: 60,
      address: '黄浦区人民广场 5 号',
      agreed: [
        [20, LI, 'accept'],
        [30, LI, 'callMade', CONFIRMED],
      ],
      after: [
        [-45, LI, 'onMyWay', { packed: ['badge', 'usb', 'tools', 'water', 'dress'] }],
        [12, LI, 'arrive'],
        [14, LI, 'startWork'],
        [70, LI, 'finish', FINISHED],
      ],
    },
    after: [
      [40, LI, 'accept'],
      [50, LI, 'contact'],
    ],
  },
  {
    minutesAgo: 25 * 60,
    by: ANNA,
    fault: 8,
    urgency: 'low',
    impact: 'medium',
    after: [
      [30, TOM, 'accept'],
      [55, TOM, 'contact'],
      [90, TOM, 'wait', { reason: 'Waiting for the customer’s export of last week’s receipts' }],
    ],
  },
  {
    minutesAgo: 22 * 60,
    by: MEI,
    fault: 0,
    visit: {
      from: -60,
      engineer: LI,
      orderedAfter: 90,
      address: '静安区南京西路 1601 号 2 楼',
      agreed: [
        [70, LI, 'accept'],
        [80, LI, 'callMade', CONFIRMED],
      ],
      after: [
        [-42, LI, 'onMyWay', { packed: ['badge', 'usb', 'tools', 'water', 'dress'] }],
        [-12, LI, 'arrive'],
        [-2, LI, 'startWork'],
      ],
    },
    after: [
      [25, LI, 'accept'],
      [30, LI, 'contact'],
    ],
  },
  {
    minutesAgo: 20 * 60,
    by: MEI,
    fault: 1,
    outcome: 'visit',
    visit: {
      from: 120,
      engineer: LI,
      orderedAfter: 50,
      address: '徐汇区漕溪北路 33 号',
      agreed: [
        [300, LI, 'accept'],
        [310, LI, 'callMade', CONFIRMED],
      ],
      after: [],
    },
    after: [[35, LI, 'accept']],
  },
  {
    minutesAgo: 14 * 60,
    by: MEI,
    fault: 3,
    visit: {
      from: 110,
      engineer: TOM,
      orderedAfter: 70,
      address: '88 Century Avenue, 3rd floor',
      agreed: [[165, TOM, 'accept']],
      after: [],
    },
    after: [
      [45, TOM, 'accept'],
      [50, TOM, 'contact'],
      [60, TOM, 'note', { text: 'Asked for a screen recording' }],
    ],
  },
  {
    minutesAgo: 9 * 60,
    by: ANNA,
    fault: 2,
    visit: {
      from: -10,
      engineer: TOM,
      orderedAfter: 40,
      address: '12 Fumin Road',
      agreed: [
        [90, TOM, 'accept'],
        [100, TOM, 'callMade', CONFIRMED],
      ],
      after: [[-30, TOM, 'onMyWay', { packed: ['badge', 'usb', 'tools', 'water', 'dress'] }]],
    },
    after: [
      [12, TOM, 'accept'],
      [20, TOM, 'contact'],
    ],
  },
  {
    minutesAgo: 7 * 60,
    by: MEI,
    fault: 4,
    impact: 'low',
    urgency: 'low',
    visit: { from: 25 * 60, orderedAfter: 200, address: '杨浦区淞沪路 77 号', agreed: [], after: [] },
    after: [],
  },
  {
    minutesAgo: 6 * 60,
    by: MEI,
    fault: 5,
    after: [
      [30, LI, 'accept'],
      [40, LI, 'contact'],
      [50, LI, 'wait', { reason: '等待客户提供退款单号' }],
    ],
  },
  { minutesAgo: 5 * 60, by: MEI, fault: 7, after: [[20, MEI, 'handOver', { to: TOM, reason: '附近的门店,汤姆更近' }]] },
  {
    minutesAgo: 4 * 60,
    by: MEI,
    fault: 6,
    impact: 'high',
    urgency: 'medium',
    after: [
      [10, LI, 'accept'],
      [15, LI, 'contact'],
    ],
  },
  { minutesAgo: 3 * 60, by: ANNA, fault: 8, after: [[30, ANNA, 'callBack', { callbackAt: 300, text: 'Tell Ms Chen how far we are' }]] },
  { minutesAgo: 100, by: MEI, fault: 0, after: [[15, CHEN, 'note', { text: '这家店上个月换过打印机,先查保修' }]] },
  { minutesAgo: 50, by: MEI, fault: 1, after: [[20, LI, 'accept']] },
  { minutesAgo: 12, by: MEI, fault: 3, after: [] },
];
