import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bold, cleanText, link, moment, person, shorten } from '../../src/cases/text.js';
import { dateInWords } from '../../src/sandbox/page/date-token.js';
import { cutTo, toMrkdwn, toPlain } from '../../src/slack/messages/mrkdwn.js';

describe('what people typed', () => {
  test.each([
    ['<!channel>', '&lt;!channel&gt;'],
    ['<@U0001>', '&lt;@U0001&gt;'],
    ['<https://evil|bank>', '&lt;https://evil|bank&gt;'],
    ['a & b', 'a &amp; b'],
    ['&lt;', '&amp;lt;'],
  ])('%s is shown as it is', (typed, shown) => {
    expect(toMrkdwn(cleanText(typed))).toBe(shown);
  });

  test('never becomes a mention or a link, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (typed) => {
        expect(toMrkdwn(cleanText(typed))).not.toMatch(/<[@!#]|<https?:/);
      }),
      { numRuns: 500 },
    );
  });

  test('our own marks in what was typed are taken out', () => {
    expect(toMrkdwn(cleanText(`${person('U0001')} ${link('https://evil', 'x')}`))).not.toMatch(/</);
  });
});

describe('our own marks', () => {
  test('become a mention, a link, bold words', () => {
    expect(toMrkdwn(`${person('U0001')} & ${link('https://slack.com/a', 'T-1 <x>')} ${bold('9:00')}`)).toBe(
      '<@U0001> &amp; <https://slack.com/a|T-1 &lt;x&gt;> *9:00*',
    );
  });

  test('a moment is Slack’s date token, with words for where it cannot be shown; plain text has the words', () => {
    const at = new Date('2026-11-26T06:30:00Z');
    expect(toMrkdwn(moment(at, '14:30 <now>|'))).toBe('<!date^1795674600^{date_short_pretty} {time}|14:30 &lt;now&gt;¦>');
    expect(toMrkdwn(moment(at, '14:30', 'both'))).toBe('<!date^1795674600^{date_short_pretty} {time} ({ago})|14:30>');
    expect(toPlain(`due ${moment(at, '14:30', 'both')}`)).toBe('due 14:30');
    expect(toMrkdwn(cleanText(moment(at, 'typed')))).not.toContain('<!date');
  });

  test('the sandbox shows a date token by its reader’s clock, language and today', () => {
    const token = '!date^1795674600^{date_short_pretty} {time} ({ago})|14:30';
    const now = '2026-11-25T23:30:00Z';
    expect(dateInWords(token, { timeZone: 'Asia/Shanghai', locale: 'zh-CN', now })).toBe('今天 14:30 (7小时后)');
    expect(dateInWords(token, { timeZone: 'America/New_York', locale: 'en-US', now })).toBe('tomorrow 01:30 (in 7 hours)');
    expect(dateInWords('!date^1795674600^{date_num} {nonsense}|x', { timeZone: 'UTC', locale: 'en-US', now })).toBe(
      '2026-11-26 {nonsense}',
    );
    // Yesterday is not "the day before", and 43 hours are not two days.
    const told = Date.parse(now) - 43 * 3_600_000;
    const before = `!date^${told / 1000}^{date_short_pretty} ({ago})|x`;
    expect(dateInWords(before, { timeZone: 'Asia/Shanghai', locale: 'zh-CN', now })).toMatch(/\(1天前\)$/);
    expect(dateInWords('!channel', { timeZone: 'UTC', locale: 'en-US', now })).toBeUndefined();
  });

  test('none is cut in half', () => {
    const at = new Date('2026-11-26T06:30:00Z');
    const text = `due ${moment(at, '14:30')} for ${person('U0001')}`;
    for (let max = 2; max <= text.length; max += 1) expect(toMrkdwn(shorten(text, max))).not.toMatch(/[\uE000-\uE002]/);
  });

  test('a forged person is only words', () => {
    expect(toMrkdwn(person('!channel'))).not.toContain('<');
  });

  test('are plain words in a notification', () => {
    expect(toPlain(`${person('U0001')} ${link('https://slack.com/a', 'T-1')} ${bold('x')}`)).toBe('@U0001 T-1 x');
  });
});

test('cutting never leaves half an entity, half a link or half an emoji', () => {
  const long = toMrkdwn(`${'&'.repeat(50)}${link('https://slack.com/a', 'T-1')}${'😀'.repeat(50)}`);
  for (let max = 2; max < long.length; max += 1) {
    const cut = cutTo(long, max);
    expect(cut.length).toBeLessThanOrEqual(max);
    expect(cut).not.toMatch(/&[a-z]*…$|<[^>]*…$|[\uD800-\uDBFF]…$/);
  }
});
