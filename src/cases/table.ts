/** Rows by a word that somebody typed or sent: nothing is inherited, so that `constructor` is a word like any other. */
export const byWord = <Row>(rows: Readonly<Record<string, Row>>): Readonly<Record<string, Row>> =>
  Object.assign(Object.create(null) as Record<string, Row>, rows);
