import { expect, test } from '@jest/globals';
import { DateTime } from 'luxon';
import { handbookPdf, handbookSheet } from '../../commands/faults/handbook-paper.js';
import { REMOTE_PAPERS } from '../../commands/remote/consents.js';
import type { Fault } from '../../src/cases/fault/fault.js';
import { writeFault } from '../../src/cases/fault/workflow.js';
import { askForRemote } from '../../src/cases/remote/workflow.js';
import type { Paper, Visit } from '../../src/cases/visit/visit.js';
import { renderBlankForms, renderDocument } from '../../src/documents/forms.js';
import { anActor, aPolicy, aVisit } from '../support/builders.js';
import { pagesOf } from '../support/pdf.js';

const now = DateTime.fromISO('2026-03-02T10:00', { zone: 'Asia/Shanghai' });
const HEAD = { company: '某某公司', phone: '400 800 1234', engineer: '李强' };

async function printed(name: Paper, data: Partial<Visit['data']>): Promise<string[]> {
  const visit = aVisit();
  const pdf = await renderDocument(name, { ...visit, data: { ...visit.data, ...data } }, now, HEAD);
  if (process.env.PAPERS) (await import('node:fs')).writeFileSync(`/tmp/paper-${name}.pdf`, pdf);
  return pagesOf(pdf);
}

const LONG = '收银台打印机不出小票，已重启两次；';

test('V18: nothing is cut: what has no room goes on on the next page, which says so', async () => {
  const need = Array.from({ length: 150 }, (_, n) => `${n}${LONG}`).join('');
  const address = `浙江省杭州市西湖区${'文三路'.repeat(40)}尽头三楼`;
  const pages = await printed('repair', {
    need,
    address,
    customer: '悦购连锁超市有限责任公司杭州第二十七分公司',
    site: '湖滨银泰in77店B1层',
  });
  const copyA = pages.slice(0, pages.length / 2).join('');
  for (const whole of ['悦购连锁超市有限责任公司杭州第二十七分公司', '湖滨银泰in77店B1层', '尽头三楼', `0${LONG}`, `149${LONG}`])
    expect(copyA).toContain(whole);
  expect(copyA).not.toContain('…');
  expect(pages.length).toBeGreaterThanOrEqual(4);
  expect(pages[0]).toContain('接下页');
  expect(pages.at(-1)).not.toContain('接下页');
  expect(pages[1]).toContain('维修单（附表4）（续');
  expect(pages[1]).toContain(`第2/${pages.length / 2}页`);
});

test('V18: each copy says which one it is; the customer signs, stamps and ticks by pen', async () => {
  const pages = await printed('order', { kind: 'repair' });
  expect(pages).toHaveLength(2);
  expect(pages[0]).toContain('A联（交客服处归档）');
  expect(pages[1]).toContain('B联（客户留存）');
  for (const page of pages)
    for (const there of ['盖章处', '客户签字', '不满意', '不准代替客户签名', HEAD.phone.replace(/ /g, '')]) expect(page).toContain(there);
  const repair = await printed('repair', {});
  for (const inside of ['离开前', '名片', '遗留']) expect(repair.join('')).not.toContain(inside);
});

test('V18: a rare sign and an emoji are printed, and what no face has stands there by its number', async () => {
  const [page] = await printed('order', { customer: '𠮷野家', need: '按👍无反应🔥，𣲗字可印' });
  expect(page).toContain('野家');
  // Of 𠮷 the frame with its number; the others are printed, so that their numbers (1F44D, 1F525, 23C97) stand nowhere.
  expect(page).toContain('20BB7野家');
  for (const number of ['1F44D', '1F525', '23C97']) expect(page).not.toContain(number);
});

test('V18: the missed note greets a person and says when we call again', async () => {
  const since = now.toJSDate();
  const absent = { no: 1, since, waitUntil: since, noteLeftAt: since, followUpAt: now.plus({ hours: 2 }).toJSDate() };
  const [page] = await printed('missed', { absent, callerName: '周丽', callerTitle: '店长' });
  expect(page).toContain('尊敬的周丽店长');
  expect(page).toContain('我们将于2026-03-0212:00前致电');
});

test('V18: the contact card is a card, not a page; blank forms are there for the bag', async () => {
  const [card, ...more] = await printed('contact', {});
  expect(more).toEqual([]);
  expect(card).toContain('4008001234');
  const pdf = await renderBlankForms(now, { company: HEAD.company, phone: HEAD.phone });
  const blank = await pagesOf(pdf);
  expect(blank.length).toBeGreaterThanOrEqual(8);
  for (const form of ['上门服务单', '未见客户留言条', '服务联络卡', '验收单', '维修单']) expect(blank.join('')).toContain(form);
});

test('fresh eye: a blank form is one page a copy, and no page has signatures alone, however long the form', async () => {
  const blank = await pagesOf(await renderBlankForms(now, { company: HEAD.company, phone: HEAD.phone }));
  expect(blank.filter((page) => page.includes('（续'))).toEqual([]);
  for (const name of ['order', 'acceptance', 'repair'] as const) {
    expect(await printed(name, {})).toHaveLength(2);
    for (const lines of [12, 20, 28]) {
      const pages = await printed(name, { need: Array.from({ length: lines }, (_, n) => `${n}${LONG}`).join('\n') });
      for (const page of pages.filter((one) => one.includes('客户签字'))) expect(page).toContain('客户意见');
    }
  }
});

test('what is copied out of a paper is what was printed on it, whatever an earlier one had', async () => {
  // Old signs for "one" and "two", which the face draws as it draws those of today.
  const [old] = await printed('order', { customer: '\u2F00\u2F06号店' });
  expect(old).toContain('\u2F00\u2F06号店');
  const [today] = await printed('order', { customer: '一二号店' });
  expect(today).toContain('一二号店');
});

/** Known faults as they are shipped, and some after them with so many lines of steps. */
function aFault(seq: number, steps: string, more: Partial<Fault['data']> = {}): Fault {
  const circumstances = { actor: anActor(), now, policy: aPolicy() };
  const written = writeFault(
    { titleZh: `故障${seq}号`, symptomsZh: '网页打不开', causeZh: 'DNS 缓存旧了', stepsZh: steps, category: 'network' },
    {},
    { team: 'T1', seq },
    circumstances,
  );
  return { ...written.next, data: { ...written.next.data, ...more } } as Fault;
}

test('C3: the handbook prints no marks, keeps an entry on one page where it fits on one, and counts alike on paper and in the sheet', async () => {
  const faults = Array.from({ length: 9 }, (_, n) =>
    aFault(n + 1, `运行 \`ipconfig /flushdns\` 清除缓存\n${'再*重新*打开 *网页* 看看；'.repeat(12)}\n删除 *.tmp 和 *.log\n末${n + 1}步`),
  );
  const long = aFault(10, Array.from({ length: 90 }, (_, n) => `第${n}行`).join('\n'));
  const usedAt = now.minus({ minutes: 30 }).toJSDate();
  const back = { links: { 'T-1': { usedAt, reopenedAt: now.toJSDate() } } } as Partial<Fault['data']>;
  const book = { company: HEAD.company, product: undefined, faults: [aFault(11, '换线', back), ...faults, long] };
  const pdf = await handbookPdf(book, now, 'zh-CN');
  if (process.env.PAPERS) (await import('node:fs')).writeFileSync('/tmp/paper-handbook.pdf', pdf);
  const pages = await pagesOf(pdf);
  const all = pages.join('');
  expect(all).toContain('运行ipconfig/flushdns清除缓存');
  expect(all).toContain('再*重新*打开网页看看');
  expect(all).toContain('删除*.tmp和*.log');
  for (let n = 1; n <= 9; n += 1)
    expect(pages.filter((page) => page.includes(`F-${n}故障${n}号`) && page.includes(`末${n}步`))).toHaveLength(1);
  for (const line of ['第0行', '第89行']) expect(all).toContain(line);
  expect(all).toContain('尚未真正解决过：用过1次，工单又重新打开');
  const { head, rows } = handbookSheet(book, 'zh-CN');
  expect(rows[0]?.slice(head.indexOf('有效 / 无效')).slice(0, 2)).toEqual(['0 / 0', 1]);
  expect(rows.flat().join()).not.toContain('`');
});

test('C1: on the consent sheet each consent is a part of its own, and says whether it stands', async () => {
  const asked = askForRemote(
    { machine: '2号收银机', tool: 'client', asked: '看 `系统日志`' },
    { ticketNo: 'T-1' as never, customer: '悦购' },
    { team: 'T1', seq: 1 },
    { actor: anActor(), now, policy: aPolicy() },
  ).next;
  const heard = (to: string, n: number, more: object = {}) => ({
    ...{ to, consentedBy: `周丽${n}`, means: 'telephone', heardAt: now.plus({ minutes: n }).toJSDate(), heardBy: 'U1', round: 1 },
    ...more,
  });
  const over = { lapsedAt: now.plus({ hours: 1 }).toJSDate(), lapsedWhy: 'withdrawn' };
  const consents = [
    heard('client', 1, over),
    heard('watch', 2, over),
    heard('client', 3),
    heard('watch', 4),
    heard('rights', 5, { rights: '管理员' }),
  ];
  const record = { ...asked, data: { ...asked.data, consents } } as never;
  const pdf = await REMOTE_PAPERS.consents?.(record, { now, company: HEAD.company, phone: HEAD.phone, nameOf: async () => '李强' });
  if (!pdf) throw new Error('no paper');
  if (process.env.PAPERS) (await import('node:fs')).writeFileSync('/tmp/paper-consents.pdf', pdf);
  const all = (await pagesOf(pdf)).join('');
  for (let n = 1; n <= 5; n += 1)
    expect(all).toMatch(
      new RegExp(`同意${n}/5consent${n}of5(?:(?!consent\\d).)*${n < 3 ? '×已失效' : '✓有效'}(?:(?!consent\\d).)*周丽${n}`),
    );
  expect(all).toContain('看系统日志');
});
