/** Why a tool does not do what it was asked. The message says what is wrong and what to do. */
export class DataTrouble extends Error {}

/** A tool that needs a folder for itself. */
export const isOpenByBot = (folder: string): DataTrouble =>
  new DataTrouble(`A bot has ${folder} open. Stop it, and give the command again. Nothing was done.`);
