import type { DeviceType } from '../cases/device/index.js';

/** The projects of the sample groups, with their check items as people write them. */
export const SAMPLE_PROJECTS = [
  {
    name: '门店收银系统',
    group: '收银组',
    customer: '悦购超市',
    path: 'D:\\Publish\\Pos',
    items:
      '每日 | 正常 | 登录与收银是否正常\n每日 | 正常 | 小票打印是否正常\n每日 | 数值 ..60 | 结算接口响应时间（秒）\n每周 | 正常 | 数据库备份可恢复',
  },
  {
    name: '会员积分',
    group: '收银组',
    customer: '悦购超市',
    path: 'D:\\Publish\\Member',
    items: '每日 | 正常 | 积分是否同步\n每日 | 数值 0..50 | 未同步积分笔数\n每周 | 正常 | 日志无异常',
  },
  {
    name: 'Green Leaf web shop',
    group: '收银组',
    customer: 'Green Leaf Café',
    path: '/srv/shop',
    items: 'daily | ok | Does the shop open?\ndaily | ok | Can an order be paid?\nweekly | ok | Certificates valid for 30 days',
  },
  {
    name: '应用服务器 DL580',
    group: '服务器组',
    path: '机房 A-03',
    items:
      '每日 | 数值 0..80 | CPU 使用率 %\n每日 | 数值 0..85 | 内存使用率 %\n每日 | 数值 20..100 | 磁盘剩余空间 %\n每日 | 正常 | 服务与日志正常\n每周 | 正常 | 硬件指示灯正常',
  },
  {
    name: '数据库服务器',
    group: '服务器组',
    path: '机房 A-04',
    items: '每日 | 数值 0..80 | CPU 使用率 %\n每日 | 正常 | 昨日备份成功\n每周 | 正常 | 备份异地存放',
  },
  {
    name: '总部网络',
    group: '网络组',
    items: '每日 | 正常 | 出口链路\n每日 | 数值 0..5 | 丢包率 %\n每周 | 正常 | 防火墙日志已审查',
  },
] as const;

type SampleDevice = readonly [
  name: string,
  group: string,
  type: DeviceType,
  model: string,
  serial: string,
  ip: string,
  site: string,
  project: number | undefined,
  warranty: string,
];

const ROOM = '总部机房 A';

/** The register of the sample groups; serial numbers cannot be any real device's. `project` counts from 0 in SAMPLE_PROJECTS. */
export const SAMPLE_DEVICES: readonly SampleDevice[] = [
  ['应用服务器 01', '服务器组', 'server', 'HP ProLiant DL580 G7', 'SAMPLE0001', '10.0.3.11', ROOM, 3, '2027-06-30'],
  ['应用服务器 02', '服务器组', 'server', 'HP ProLiant DL580 G7', 'SAMPLE0002', '10.0.3.12', ROOM, 3, '2027-06-30'],
  ['数据库服务器 01', '服务器组', 'server', 'HP ProLiant DL580 G7', 'SAMPLE0003', '10.0.3.21', ROOM, 4, '2026-10-31'],
  ['数据库服务器 02', '服务器组', 'server', 'HP ProLiant DL380 G7', 'SAMPLE0004', '10.0.3.22', ROOM, 4, '2027-03-31'],
  ['备份服务器', '服务器组', 'server', 'HP ProLiant DL380 G7', 'SAMPLE0005', '10.0.3.31', ROOM, 4, '2027-03-31'],
  ['磁盘阵列', '服务器组', 'storage', 'MSA 2040', 'SAMPLE0006', '10.0.3.41', ROOM, 4, '2028-01-31'],
  ['机房 UPS', '服务器组', 'ups', 'SURT 10000', 'SAMPLE0007', '10.0.9.2', ROOM, undefined, '2026-12-31'],
  ['核心交换机', '网络组', 'network', 'S5720', 'SAMPLE0008', '10.0.0.1', ROOM, 5, '2028-05-31'],
  ['接入交换机 1F', '网络组', 'network', 'S2700', 'SAMPLE0009', '10.0.0.11', '总部一楼', 5, '2027-05-31'],
  ['接入交换机 2F', '网络组', 'network', 'S2700', 'SAMPLE0010', '10.0.0.12', '总部二楼', 5, '2027-05-31'],
  ['出口路由器', '网络组', 'network', 'AR2220', 'SAMPLE0011', '10.0.0.254', ROOM, 5, '2027-08-31'],
  ['防火墙', '网络组', 'security', 'USG6300', 'SAMPLE0012', '10.0.0.253', ROOM, 5, '2027-08-31'],
  ['监控录像机', '网络组', 'security', 'DS-7800', 'SAMPLE0013', '10.0.8.2', ROOM, undefined, '2027-01-31'],
  ['门店 VPN 网关', '网络组', 'security', 'USG6100', 'SAMPLE0014', '10.0.0.252', ROOM, 5, '2027-08-31'],
  ['虹桥店收银机 1', '收银组', 'terminal', 'POS-80', 'SAMPLE0015', '10.21.0.11', '虹桥店', 0, '2027-02-28'],
  ['虹桥店收银机 2', '收银组', 'terminal', 'POS-80', 'SAMPLE0016', '10.21.0.12', '虹桥店', 0, '2027-02-28'],
  ['徐汇店收银机 1', '收银组', 'terminal', 'POS-80', 'SAMPLE0017', '10.22.0.11', '徐汇店', 0, '2026-11-30'],
  ['徐汇店小票打印机', '收银组', 'other', 'TM-T88', 'SAMPLE0018', '10.22.0.21', '徐汇店', 0, '2026-09-30'],
  ['Green Leaf tablet', '收银组', 'terminal', 'Tab A', 'SAMPLE0019', '10.23.0.11', 'Xintiandi', 2, '2027-04-30'],
  ['会员查询机', '收银组', 'terminal', 'KIOSK-2', 'SAMPLE0020', '10.21.0.31', '虹桥店', 1, '2027-04-30'],
];

/** The shipped duties that the sample groups have switched on. */
export const SAMPLE_DUTIES: readonly (readonly [group: string, templates: readonly string[]])[] = [
  ['服务器组', ['H1', 'H2', 'H3a', 'H5', 'H8']],
  ['网络组', ['H2', 'H9', 'H11']],
  ['收银组', ['H2', 'H12a']],
];

/** Problems of the sample projects; `project` counts from 0 in SAMPLE_PROJECTS. */
export const SAMPLE_PROBLEMS = [
  {
    project: 0,
    title: '结算接口高峰期超时',
    description: '每天 18:00 前后结算接口响应超过 60 秒,收银员需要重试。',
    severity: 'major',
    cause: '积分流水表缺少索引,高峰期全表扫描。',
  },
  {
    project: 4,
    title: '夜间备份偶发失败',
    description: '备份任务与磁盘检查同时运行时失败，次日需要手工补做。',
    severity: 'critical',
    cause: '',
  },
] as const;

/** Documents of the sample projects. */
export const SAMPLE_DOCUMENTS = [
  { project: 0, kind: 'manual', title: '收银系统操作手册', link: 'https://docs.example.com/pos/manual' },
  { project: 4, kind: 'emergency', title: '数据库应急处置预案', link: 'https://docs.example.com/db/emergency' },
  { project: 5, kind: 'design', title: '网络拓扑结构图', link: 'https://docs.example.com/net/topology' },
] as const;
