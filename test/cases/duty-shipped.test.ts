import { expect, test } from '@jest/globals';
import { inWordsOf } from '../../src/cases/duty/shipped.js';
import { translator } from '../../src/locales/index.js';

const [zh, en] = [translator('zh-CN'), translator('en')];
const tongues = [zh, en];
const shippedIn = (t: typeof en) => ({
  name: `H8 ${t('duty.template.H8.name')}`,
  lines: t('duty.template.H8.lines').split('\n'),
  group: '服务器组',
});

test('a shipped duty is named in its reader’s language, whoever switched it on', () => {
  expect(inWordsOf(shippedIn(zh), { t: en, tongues })).toEqual(shippedIn(en));
  expect(inWordsOf(shippedIn(en), { t: zh, tongues })).toEqual(shippedIn(zh));
});

test('what people named or wrote themselves stays, and so does what only begins like a shipped duty', () => {
  const renamed = { ...shippedIn(zh), name: 'H8 密码（门店）' };
  expect(inWordsOf(renamed, { t: en, tongues })).toEqual({ ...renamed, lines: shippedIn(en).lines });
  const longer = { ...shippedIn(zh), lines: [...shippedIn(zh).lines, '交换机'] };
  expect(inWordsOf(longer, { t: en, tongues })).toEqual({ ...longer, name: shippedIn(en).name });
  const own = { name: '每周备份', lines: ['磁带'], group: '服务器组' };
  expect(inWordsOf(own, { t: en, tongues })).toEqual(own);
});
