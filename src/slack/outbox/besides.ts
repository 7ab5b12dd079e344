import type { Reader } from '../../cases/card.js';
import type { Notice } from '../../cases/case.js';
import type { CaseRecord } from '../../store/cases.js';

/**
 * What a sentence of a kind's notices says that has to be looked up first, by the names that stand in the words. Asked for each notice
 * that is sent; where it fails, the sentence goes without.
 */
export type LookedUp = (record: CaseRecord, notice: Notice, reader: Reader) => Promise<Readonly<Record<string, string>>>;

/** By kind. */
export type LookUps = Map<string, LookedUp>;
