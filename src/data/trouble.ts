/** Why a tool does not do what it was asked. The message says what is wrong and what to do. */
export class DataTrouble extends Error {}
