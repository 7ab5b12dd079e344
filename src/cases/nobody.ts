import { nameKey } from './names.js';

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
