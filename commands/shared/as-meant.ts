const SIGNS_AROUND = /^[\s/"'“”‘’「」*_~`]+|[\s"'“”‘’「」*_~`]+$/gu;
/** People who have one command write its name before the word that they mean. */
const COMMAND_BEFORE = /^desk\s+(?=\S)/iu;
const COLON_BEHIND = /^([^\s:：\d]+)[:：]\s*/u;
/** Chinese is written without blanks: 工单T-12. */
const NUMBER_AT_ONCE = /^(\p{Script=Han}+)(?=[A-ZＡ-Ｚ]{1,3}[-－]?[\d０-９])/iu;

/** What was typed to the desk, as it was meant: without signs around it, with a blank where its first word ends. */
export const asMeant = (typed: string): string =>
  typed.replace(SIGNS_AROUND, '').replace(COMMAND_BEFORE, '').replace(COLON_BEHIND, '$1 ').replace(NUMBER_AT_ONCE, '$1 ').trim();
