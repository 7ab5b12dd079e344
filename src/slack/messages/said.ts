import { cleanText } from '../../cases/text.js';
import { unescaped } from './mrkdwn.js';

/** What somebody wrote in Slack as he typed it: the bot's name left out, Slack's escapes undone. */
export const typedIn = (text: string, botUser: string): string => cleanText(unescaped(text.replaceAll(`<@${botUser}>`, ' ')));

/** By what the entries of a reply are found in the history of its case: its place in Slack, and of an edited one when that was. */
export const replyKey = (channel: string, ts: string): string => `said:${channel}:${ts}`;
