import { useContext } from 'preact/hooks';
import { Reading } from './date-token.js';
import en from './words.en.json' with { type: 'json' };
import zh from './words.zh-CN.json' with { type: 'json' };

type Words = typeof en;

/** What the page itself says, in the language of somebody whose Slack has this locale. What the bot says comes from the bot. */
export const wordsIn = (locale: string): Words => (locale.startsWith('zh') ? zh : en);

export const useWords = (): Words => wordsIn(useContext(Reading).locale);
