import type { Given } from './log.js';
import { NOT_APPLICABLE, type RoundsBook } from './rounds-book.js';
import type { Person } from './staff.js';
import { type Around, clumsily } from './tickets-work.js';

export interface AroundRounds extends Around {
  readonly rounds: RoundsBook;
  readonly groups: Readonly<Record<string, readonly string[]>>;
}

const PROJECTS: Readonly<Record<string, readonly string[]>> = {
  收银组: ['收银前台', '会员系统'],
  服务器组: ['数据库服务器', '备份服务器', '文件服务器'],
};
const ITEMS = [
  'daily | ok | 网站能否打开',
  'daily | number 20..90 | 磁盘剩余 %',
  'daily | ok | 备份是否完成',
  'weekly | ok | 日志是否已检查',
];

/** A supervisor puts the projects and what is to be looked at into the register. */
export async function setUp({ hands, staff, rounds }: AroundRounds): Promise<void> {
  const leader = staff.present('supervisor')[0]?.id ?? '';
  let n = 0;
  for (const [group, names] of Object.entries(PROJECTS))
    for (const name of names) {
      n += 1;
      await hands.register(leader, '/project add', 'project', { name, group, customer: '悦购超市', path: 'D:\\Publish' });
      await hands.registerPress(leader, `/project P-${n}`, 'project.items', { items: ITEMS.join('\n') });
      rounds.asked.set(`P-${n}`, 3);
    }
}

/** What somebody enters who looks at what the form asks: now and then something is wrong. */
function looked({ random }: AroundRounds, fields: readonly string[], share: number): Given {
  const given: Record<string, unknown> = {};
  for (const key of fields.flatMap((field) => /^answer_(.+)$/.exec(field)?.[1] ?? [])) {
    if (!random.chance(share)) continue;
    const isWrong = random.chance(0.12);
    given[`answer_${key}`] = key.endsWith('_2') ? (isWrong ? '97' : '55') : isWrong ? 'notOk' : 'ok';
    if (isWrong) given[`note_${key}`] = random.pick(['打不开，报 502', '昨夜失败', '超出上限']);
  }
  return given;
}

/** Members of a group go on with its inspections: alone, two at once, or not at all. */
export async function goRound(around: AroundRounds, engineer: Person): Promise<void> {
  const { hands, random, groups, rounds, staff } = around;
  const group = Object.entries(groups).find(([, members]) => members.includes(engineer.id));
  if (!group || !random.chance(0.3)) return;
  const rows = await hands.listed(engineer.id, '/inspect today');
  const own = rows.filter((row) => row[3] === group[0]).map(([no = '']) => no);
  const open = rounds.open.filter(({ no }) => own.includes(no));
  for (const no of own.slice(0, 2)) {
    const others = group[1].filter((id) => id !== engineer.id && staff.isPresent(id));
    if (random.chance(0.15) && others.length > 0) await together(around, [engineer.id, random.pick(others)], no);
    else if (random.chance(0.85)) await hands.fillAs(engineer.id, no, 'fill', (fields) => looked(around, fields, 0.9), clumsily(random));
    if (random.chance(0.05)) await hands.press(engineer.id, no, 'allOk');
  }
  if (open.length === 0 || !random.chance(0.5)) return;
  const { no, key } = random.pick(open);
  if (random.chance(0.5)) await hands.fill(engineer.id, no, 'settle', { finding: key, text: '已当场重启服务' });
  else await hands.fill(engineer.id, no, 'raise', { finding: key, impact: 'medium', urgency: 'medium' });
}

/** Two fill in the same project, each having opened it before the other saved. */
async function together(around: AroundRounds, [first, second]: readonly [string, string], no: string): Promise<void> {
  const { hands } = around;
  const mine = await hands.open(first, no, 'fill', {});
  const theirs = await hands.open(second, no, 'fill', {});
  if (!('kind' in mine)) await hands.handIn(first, mine, 'fill', no, looked(around, hands.fieldsOf(mine), 0.5));
  if (!('kind' in theirs)) await hands.handIn(second, theirs, 'fill', no, looked(around, hands.fieldsOf(theirs), 0.5));
}

/** Nothing of a project need be looked at, says who would have to. */
async function saysNa({ hands, groups }: AroundRounds, cheat: Person): Promise<void> {
  const group = Object.entries(groups).find(([, members]) => members.includes(cheat.id))?.[0];
  const [no] = (await hands.listed(cheat.id, '/inspect today')).find((row) => row[3] === group) ?? [];
  if (!no) return;
  const said = (field: string): Given => {
    const key = /^answer_(.+)$/.exec(field)?.[1] ?? '';
    return { [key.endsWith('_2') ? `verdict_${key}` : field]: NOT_APPLICABLE, [`note_${key}`]: '今天没有营业' };
  };
  await hands.fillAs(cheat.id, no, 'fill', (fields) =>
    Object.assign({}, ...fields.filter((field) => field.startsWith('answer_')).map((field) => said(field))),
  );
}

/** A cheat puts a project aside, or says that it is not applicable, so that a round looks done without anybody having looked. */
export async function cheatOnRounds(around: AroundRounds, cheat: Person): Promise<void> {
  const { hands, random, rounds } = around;
  if (random.chance(0.5)) return saysNa(around, cheat);
  const project = random.pick([...rounds.asked.keys()]);
  await hands.registerPress(cheat.id, `/project ${project}`, 'project.disable', { reason: '系统维护中' });
  if (random.chance(0.7)) await hands.registerPress(cheat.id, `/project ${project}`, 'project.enable', {});
}
