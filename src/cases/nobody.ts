import { nameKey } from './names.js';
import { isNod, saysSomething } from './text.js';

/** What people write where nobody can be named, or where they do not say who. */
const NOBODY = new Set(
  (
    '无 空 没 没有 没人 无人 没谁 谁也没有 没有谁 没有人 暂无 不知道 不清楚 不详 不明 未知 未填 没问 没有问 未问 忘了 忘记了 不记得 ' +
    '他 她 他们 她们 对方 客户 顾客 客户本人 本人 客户方 店员 店里的人 店里人 员工 有人 某人 别人 ' +
    'he she him her they them customer thecustomer client someone somebody staff thestaff anybody ' +
    'none nobody noone nil null n/a na unknown notknown dontknow donotknow noidea notasked forgot nothing noname nobodythere noonethere nobodyhere noonehere'
  ).split(' '),
);
const BESIDE_LETTERS = /[^\p{L}\p{N}/]/gu;
/** 电脑前没人, 现场无人在场: nobody, with where he is not or what he does not do. */
const NOBODY_THERE =
  /^(?:现场|店里|门店|电脑前|电脑旁|机器前|目前|暂时|当时|客户方|对方)?(?:没有|没|无)人(?:在|在场|在旁|在店|在现场|同意|监督|确认|看着?|接电话?)?$/u;

/** Does a field that names somebody say that there is nobody? Rule C1: nobody consents, watches or tests. */
export function namesNobody(text: string): boolean {
  const key = nameKey(text).replace(BESIDE_LETTERS, '');
  return NOBODY.has(key) || NOBODY_THERE.test(key);
}

/** A word in the place of a name, what was typed to try, or by what means it was said. A customer may well be called so. */
const STAND_INS = new Set(
  (
    '我 我们 你 你们 您 咱 咱们 自己 俺 大家 大伙 大伙儿 谁 谁谁 路人 路人甲 各位 诸位 全体 所有人 任何人 用户 使用者 机器 机器人 系统 电脑 自动 ' +
    '微信 企业微信 电话 手机 短信 邮件 邮箱 钉钉 飞书 聊天 口头 当面 现场 远程 测试 试试 示例 例子 同意 已同意 可以 默认 ' +
    'i me myself we us ourselves you yourself everyone everybody all whoever anyone someoneelse person people guest user users enduser ' +
    'bot robot system computer automatic wechat wecom qq dingtalk feishu lark whatsapp telegram teams slack sms email mail phone telephone call chat ' +
    'inperson verbally test tester testing example sample demo dummy foo bar foobar asdf qwerty abc xyz xxx yes consented agreed default'
  ).split(' '),
);
/** user1, 测试2 */
const NUMBERED = /\d+$/;
/** 某某, 某人, 王某某: of whom it is not said who he is. */
const SOME_ONE = /^\p{Script=Han}?某(?:某|人|位)?(?:先生|女士|小姐)?$/u;

/** Does it stand in the place of a name: 大家, 某某, 微信, user, test? */
export function standsForName(text: string): boolean {
  const key = nameKey(text).replace(BESIDE_LETTERS, '').replace(NUMBERED, '');
  return STAND_INS.has(key) || SOME_ONE.test(key);
}

/** What somebody does in a shop: it tells whom one may mean, and nobody whom one could ask afterwards. */
const ROLE = new RegExp(
  '^(?:他们|你们|店里|门店|店|客户方?|公司|对方|the|their|a)?的?(?:' +
    '老板娘?|店长|副店长|店主|店员|值班经理|大堂经理|总?经理|老总|主管|主任|领导|负责人|收银员?|营业员|导购员?|服务员|会计|出纳|财务|前台|保安|领班|技术员|网管|管理员|' +
    '(?:shop|store|duty|it|office)?(?:manager|boss|owner|supervisor|director|cashier|accountant|receptionist|admin|assistant|clerk|guard|guy|person)' +
    ')(?:本人)?$',
  'u',
);

/** Is it what somebody does, and no name? 店长 alone; 王店长 is a name. */
export const isRoleAlone = (text: string): boolean => ROLE.test(nameKey(text).replace(BESIDE_LETTERS, ''));

/** Where somebody works, what he does there, or how anybody is addressed. */
const TRADE = new RegExp(
  '^(?:他们|你们|店里|门店|公司|客户方?|对方|总部|the|their|a)?的?(?:(?:' +
    'it|hr|pos|信息|信息化|信息技术|技术|网络|电脑|计算机|系统|数据|财务|会计|人事|人力资源|行政|采购|销售|市场|营销|仓库|仓储|物流|客服|后勤|工程|运维|运营|营运|业务|设备|安保|保安|厨房|后厨|餐饮|客房|总务|综合|办公' +
    ')(?:管理)?(?:部门?|科室?|处|室|组|中心|岗|专员|人员|员|主管|经理|负责人|那边|方面|的人|的同事|小哥|师傅)?|' +
    '电工|司机|厨师|文员|秘书|助理|店助|工程师|程序员|先生|女士|小姐|太太|师傅|老师|大哥|大姐|阿姨|叔叔|同事|朋友|sir|madam|mr|mrs|ms|miss|' +
    '(?:it|hr|ict|edp|tech|technical|finance|accounts?|accounting|sales|purchasing|marketing|logistics|warehouse|kitchen|frontdesk|reception|maintenance|support|helpdesk|servicedesk|security|office|operations|admin|network|systems?|engineering|technician|engineer|programmer|secretary|driver|cook)' +
    '(?:department|dept|division|team|group|office|desk|staff|people|person|guys?|man|lady|colleagues?|specialist|manager)?)$',
  'u',
);

/** Is it a trade, a department or a form of address, and nobody’s name? IT, 财务部; 信息科小李 is a name. A customer may well be called so. */
export const isTradeAlone = (text: string): boolean => TRADE.test(nameKey(text).replace(BESIDE_LETTERS, ''));

/** Digits alone are a number somebody has; fewer than these may be what a shop is called. */
const NUMBER = /^\d{5,}$/;
/** What a sheet or Slack would make something else of. */
const WRITTEN_FOR_MACHINES = /^\s*[=@]|^\s*\+(?!\p{L})|:\/\//u;
const AS_BEFORE = /^(?:同上|同前|如上|ditto|sameasabove|asabove)$/u;

/** Why something cannot be what a customer is called; undefined where it can. Rule B2. */
export function noCustomer(name: string): 'customerNobody' | 'customerNumber' | 'customerWords' | undefined {
  const key = nameKey(name).replace(BESIDE_LETTERS, '');
  if (namesNobody(name) || AS_BEFORE.test(key) || isRoleAlone(name)) return 'customerNobody';
  if (NUMBER.test(key)) return 'customerNumber';
  return WRITTEN_FOR_MACHINES.test(name.normalize('NFKC')) || isNod(name) || !saysSomething(name) ? 'customerWords' : undefined;
}
