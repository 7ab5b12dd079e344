import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bold, cleanText, link, person } from '../../src/cases/text.js';
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
