import { expect, test } from '@jest/globals';
import { DateTime } from 'luxon';
import type { Paper, Visit } from '../../src/cases/visit/visit.js';
import { renderBlankForms, renderDocument } from '../../src/documents/forms.js';
import { aVisit } from '../support/builders.js';
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
