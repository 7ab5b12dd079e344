import { useContext } from 'preact/hooks';
import { Reading } from './date-token.js';

/** What the page itself says, in the language of whoever is acted as. What the bot says comes from the bot. */
const WORDS = {
  en: {
    actAs: 'Act as',
    channels: 'Channels',
    apps: 'Apps',
    tools: 'Clock and machine',
    clock: 'Clock',
    moving: 'moving…',
    machine: 'The bot’s machine',
    isOn: 'is on',
    isOff: 'is off',
    tour: 'Show the tour',
    startOver: 'Start over',
    startOverSure: 'Throw everything away and start over?',
    onlyYou: 'Only visible to you',
    edited: '(edited)',
    empty: 'Nothing here yet.',
    message: 'Message, or / for a command',
    reply: 'Reply… (@fieldbell with a word, for example: @fieldbell accept)',
  },
  zh: {
    actAs: '当前身份',
    channels: '频道',
    apps: '应用',
    tools: '时钟与服务器',
    clock: '时钟',
    moving: '拨动中…',
    machine: '机器人服务器',
    isOn: '开机',
    isOff: '关机',
    tour: '查看导览',
    startOver: '重新开始',
    startOverSure: '清空全部内容，重新开始？',
    onlyYou: '仅你可见',
    edited: '（已编辑）',
    empty: '还没有消息。',
    message: '发消息，或输入 / 使用命令',
    reply: '回复…（@fieldbell 加一个词，例如：@fieldbell 接单）',
  },
} as const;

/** The language of the page for somebody whose Slack has this locale. */
export const languageOf = (locale: string): 'en' | 'zh' => (locale.startsWith('zh') ? 'zh' : 'en');

export const useWords = (): { readonly [Name in keyof typeof WORDS.en]: string } => WORDS[languageOf(useContext(Reading).locale)];
