import type { KindRow } from '../kind.js';
import { type CallData, type CallState, callKind } from './workflow.js';

/** A call that left nothing to do. */
export const call: KindRow<CallData, CallState> = { rules: callKind, texts: { told: ['pointedTo'] } };
