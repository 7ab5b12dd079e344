const SIGNS_AROUND = /^[\s/"'“”‘’「」《》*_~`]+|[\s"'“”‘’「」《》*_~`]+$/gu;
/** People who have one command write its name before the word that they mean. */
const COMMAND_BEFORE = /^desk\s+(?=\S)/iu;
const COLON_BEHIND = /^([^\s:：\d]+)[:：]\s*/u;
/** Chinese is written without blanks: 工单T-12, T-12历史. */
const NUMBER_AT_ONCE = /^(\p{Script=Han}+)(?=[A-ZＡ-Ｚ]{1,3}[-－]?[\d０-９])/iu;
const NUMBER = '[A-ZＡ-Ｚ]{1,3}[-－]?[\\d０-９]+';
const HAN_AT_ONCE = new RegExp(`^((?:\\p{Script=Han}+ )?${NUMBER})(?=\\p{Script=Han})`, 'iu');
const SIGN_BEHIND_NUMBER = new RegExp(`^(${NUMBER})[》:：,，.。;；、]+`, 'iu');
/** What ends a sentence is no part of a word; alone it asks for help. */
const ENDING = /(?<=[^\s?？!！.。,，;；])[?？!！.。,，;；]+$/u;

/** What was typed to the desk, as it was meant: without signs around it, with a blank where a word or a number ends. */
export const asMeant = (typed: string): string =>
  typed
    .trim()
    .replace(SIGNS_AROUND, '')
    .replace(COMMAND_BEFORE, '')
    .replace(COLON_BEHIND, '$1 ')
    .replace(NUMBER_AT_ONCE, '$1 ')
    .replace(HAN_AT_ONCE, '$1 ')
    .replace(SIGN_BEHIND_NUMBER, '$1 ')
    .replace(ENDING, '')
    .trim();
