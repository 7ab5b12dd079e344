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
