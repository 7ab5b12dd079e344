/**
 * What people at a desk say for the same thing, in both languages, a line each. Written down by things and by what befalls them, as the
 * trade speaks of them. An entry that says one is found by each of the others.
 */
const LINES = `
收银机 收银台 收银电脑 收款机 款台 收银系统 till register checkout
收银软件 收银程序 收银系统 前台软件 前台程序
显示器 显示屏 屏幕 荧屏 monitor screen display
打印机 针打 激光机 打印 printer print
小票 收据 小票机 receipt slip
钱箱 钱柜 钱抽屉 抽屉 drawer cashbox
扫码枪 扫描枪 扫描器 扫码器 条码枪 巴枪 扫枪 scanner
回车 换行 enter return
会员卡 刷卡 读卡 卡号 membership card
积分 分数 points point bonus loyalty
没到账 未到账 credited missing
重复 两遍 两次 双份 多记 多算 twice double duplicate
兑换 抵扣 换购 redeem exchange
登录 登陆 登入 签入 login logon
账号 帐号 账户 帐户 用户名 工号 user
锁定 锁住 被锁 锁了 锁掉 锁死 locked lock
密码 口令 password passcode
过期 到期 有效期 期限 失效 expired expire expir
授权 许可 注册 激活 序列号 正版 license licence registration activation
权限 无权 permission denied access
菜单 功能 入口 选项 模块 按钮 menu entry option
卡在 转圈 死机 不动了 卡住 没响应 假死 hang hung freez frozen stuck
启动画面 开始画面 加载 splash startup
价格 价钱 售价 标价 单价 价签 卖价 价
不对 不准 不一样 不符 对不上 wrong differ incorrect differs
上传 upload
销售 营业 流水 业绩 sales turnover revenue
日结 日终 打烊 交班 关账 结账 当日结 daily
支付 付款 付钱 收款码 微信 支付宝 扫码付 pay payment wechat alipay
失败 不成功 没成功 没通过 fail failed declin unsuccessful complete
银联 银行卡 刷卡机 银行机 bank
加密狗 加密锁 软件狗 dongle hardlock
数据库 database sql
连不上 连接不上 无法连接 连不进 连不到 connect
满了 写满 已满 空间不足 存不下 full
日志 log
硬盘 磁盘 盘坏 disk hdd
阵列 raid
降级 掉盘 degrad
电池 battery
电源 供电 没电 psu power
红灯 变红 亮红 灯红 黄灯 red amber
内存 内存条 memory dimm ram
风扇 转速 fan
过热 温度 高温 发烫 temperature hot heat overheat
机房 room
服务器 server
电脑 计算机 台式机 笔记本 主机 pc computer laptop desktop
报警 告警 警报 警告 alarm alert warning
不间断电源 ups
鸣叫 滴滴 哔哔 嘀嘀 蜂鸣 beep
交换机 switch
端口 网口 port
灯不亮 不亮 没亮
无线 wifi wireless
信号弱 信号差 信号不好 断线 掉线 weak drops drop
ip 地址冲突 地址重复
vpn 专用网 虚拟专网
上网 网络 断网 没网 网断 internet network
网页 网站 网址 域名 浏览器 页面 web site page website url
打不开 上不去 进不去 进不了 开不了 访问不了 无法访问 unreachable
找不到服务器 解析 dns
红叉 打叉 叉号 感叹号 cross
宽带 拨号 光猫 路由器 pppoe broadband dial router
监控 摄像头 摄像机 探头 camera cctv
没图像 无图像 没画面 无画面 黑屏 漆黑 没有显示 不显示 black dark blank
录像 没录 回放 录不上 硬盘录像机 nvr record recorder playback
触摸 触屏 点屏幕 点触 touch tap
点不准 错位 偏移 移位 offset misalign
客显 顾客屏 顾客显示 customer display
秤 称重 重量 斤两 scale weigh weight
标签 价签 条码纸 不干胶 label tag
时间 日期 时钟 clock time date
声音 没声 声儿 音箱 喇叭 静音 sound audio speaker volume
usb 优盘 u盘 闪盘 移动硬盘
识别 认不出 不认 读不到 读不出 检测不到 recogn detect read
没反应 没动静 没有反应 react respons dead
不开机 开不了机 无法开机 起不来 开不开 启动不了 start boot
蓝屏 蓝色 blue
重启 重起 重新启动 reboot restart
慢 卡顿 卡得 很卡 太卡 slow sluggish
脱机 离线 灰色 offline
卡纸 夹纸 纸卡 塞纸 jam
淡 浅 模糊 看不清 faint pale
乱码 garbag garbl gibberish
空白 白纸 没字 没有字 blank empty
红光 出光 光线 激光 light beam
病毒 中毒 木马 virus malware trojan
广告 弹窗 弹出 advert popup pop
勒索 赎金 比特币 ransom encrypt bitcoin
邮件 邮箱 收信 mail email outlook inbox
表格 报表 excel xlsx xls spreadsheet
损坏 坏了 故障 corrupt damag broken
共享 公共盘 共享盘 共用 share shared folder drive
备份 backup
会员网 会员网站 member
`;

/** A thing or what befalls it, as a word that stands in no text, and the names of it that a text says. */
export interface Said {
  readonly thing: string;
  readonly names: readonly string[];
}

interface Name {
  readonly thing: string;
  readonly name: string;
}

const isHan = (name: string): boolean => /\p{Script=Han}/u.test(name);
const NAMES: readonly Name[] = LINES.trim()
  .split('\n')
  .flatMap((line, n) => line.split(' ').map((name) => ({ thing: `=${n}`, name })));

function grouped(names: readonly Name[], by: (name: string) => string): ReadonlyMap<string, readonly Name[]> {
  const groups = new Map<string, Name[]>();
  for (const one of names) groups.set(by(one.name), [...(groups.get(by(one.name)) ?? []), one]);
  return groups;
}

const LATIN = /^[a-z]{4,}$/;

/** An English word without its endings, as far as that is needed to find the one by the other. */
export const stemOf = (word: string): string =>
  LATIN.test(word) ? word.replace(/(?<=...)(?:ing|ed|es|s|ly)$/, '').replace(/(?<=...)(?:e|(?<=(.))\1)$/, '') : word;

/** What befalls anything, and things that much befalls: who says these and nothing else of an entry has not named it. A name of each. */
const OF_MANY_FAULTS = ['没反应', '失败', '不对', '损坏', '慢', '报警', '灯不亮', '服务器', '电脑', '硬盘', '显示器'];
const VAGUE: ReadonlySet<string> = new Set(NAMES.filter(({ name }) => OF_MANY_FAULTS.includes(name)).map(({ thing }) => thing));
/** Does a thing, or what befalls one, tell by itself no fault from others? */
export const isVague = (thing: string): boolean => VAGUE.has(thing);

/** The Chinese names by the character that they begin with, the others by their stem. */
const BY_CHARACTER = grouped(
  NAMES.filter(({ name }) => isHan(name)),
  (name) => name.slice(0, 1),
);
const BY_STEM = grouped(
  NAMES.filter(({ name }) => !isHan(name)),
  stemOf,
);

/** What of the things that have several names a text says; `plain` is its lower case, `stems` those of its words. */
export function saidIn(plain: string, stems: Iterable<string>): Said[] {
  const said = new Map<string, string[]>();
  const take = ({ thing, name }: Name): unknown => said.set(thing, [...(said.get(thing) ?? []), name]);
  for (let at = 0; at < plain.length; at += 1)
    for (const one of BY_CHARACTER.get(plain.charAt(at)) ?? []) if (plain.startsWith(one.name, at)) take(one);
  for (const stem of stems) for (const one of BY_STEM.get(stem) ?? []) take(one);
  return [...said].map(([thing, names]) => ({ thing, names }));
}
