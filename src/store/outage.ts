/** Names by which the driver and mongoose tell that no server was reached, or none that takes writes. */
const AWAY_NAMES: ReadonlySet<string> = new Set([
  'MongoServerSelectionError',
  'MongooseServerSelectionError',
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoOperationTimeoutError',
  'MongoTopologyClosedError',
  'MongoClientClosedError',
  'MongoServerClosedError',
  'MongoNotConnectedError',
  'MongoStalePrimaryError',
  'MongoPoolClearedError',
  'MongoPoolClosedError',
  'PoolClearedOnNetworkError',
  'MongoWaitQueueTimeoutError',
  'MongoExpiredSessionError',
]);

/** Codes by which a server tells that it, or another it needs, is not to be had just now; by the server's `error_codes.yml`. */
const AWAY_CODES: ReadonlySet<unknown> = new Set([
  6, // HostUnreachable
  7, // HostNotFound
  50, // MaxTimeMSExpired
  64, // WriteConcernTimeout
  79, // UnknownReplWriteConcern, while a set is changed
  89, // NetworkTimeout
  91, // ShutdownInProgress
  100, // UnsatisfiableWriteConcern: too few members are there
  112, // WriteConflict
  133, // FailedToSatisfyReadPreference
  134, // ReadConcernMajorityNotAvailableYet
  189, // PrimarySteppedDown
  202, // NetworkInterfaceExceededTimeLimit
  262, // ExceededTimeLimit
  384, // ConnectionPoolExpired
  462, // IngressRequestRateLimitExceeded
  8000, // AtlasError: a proxy before the database
  9001, // SocketException
  10058, // LegacyNotPrimary
  10107, // NotWritablePrimary
  11600, // InterruptedAtShutdown
  11602, // InterruptedDueToReplStateChange
  13435, // NotPrimaryNoSecondaryOk
  13436, // NotPrimaryOrSecondary
  24, // LockTimeout
  46, // LockBusy
]);
/** What follows from an outage may be written already: only the answer is known to be missing. */
const UNKNOWN_CODES: ReadonlySet<unknown> = new Set([50, 64, 79, 91, 100, 189, 202, 262, 8000, 9001, 11600, 11602, 6, 7, 89]);
const UNKNOWN_NAMES: ReadonlySet<string> = new Set([
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoOperationTimeoutError',
  'MongoWriteConcernError',
  'MongoServerClosedError',
  'PoolClearedOnNetworkError',
]);
/** What the driver lets through as the system told it when a connection breaks under a command that is on its way. */
const BROKEN: ReadonlySet<unknown> = new Set(['EPIPE', 'ECONNRESET', 'ETIMEDOUT', 'ECONNABORTED']);
const FULL_CODE = 14031;
const DEEPEST = 5;

type Told = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Told => typeof value === 'object' && value !== null;

/** An error and what it wraps: a cause, a server's answer, each failed statement of a bulk write. */
function* within(error: unknown, depth = 0): Generator<Told> {
  if (!isObject(error) || depth > DEEPEST) return;
  yield error;
  const { cause, err, errorResponse, originalError, writeErrors, writeConcernError, result } = error;
  const inner = [cause, err, errorResponse, originalError, writeConcernError, ...(Array.isArray(writeErrors) ? writeErrors : [])];
  if (error.name === 'MongoWriteConcernError') inner.push(result);
  for (const one of inner) if (one !== error) yield* within(one, depth + 1);
}

const some = (error: unknown, holds: (one: Told) => boolean): boolean => {
  for (const one of within(error)) if (holds(one)) return true;
  return false;
};

const nameOf = (one: Told): string => String(one.name ?? '');

/** Only the error itself: what an error of another errand wraps is not of the database. */
const isBroken = (error: unknown): boolean => isObject(error) && BROKEN.has(error.code) && typeof error.syscall === 'string';

/** Does the error mean that the database cannot be reached or does not work just now, rather than that we asked something wrong? */
export const isDatabaseAway = (error: unknown): boolean =>
  isBroken(error) ||
  some(error, (one) => AWAY_NAMES.has(nameOf(one)) || AWAY_CODES.has(one.code) || /buffering timed out/.test(String(one.message ?? '')));

/** Does the error mean that the database has no room for more? */
export const isDatabaseFull = (error: unknown): boolean =>
  some(error, (one) => one.codeName === 'OutOfDiskSpace' || one.code === FULL_CODE || /OutOfDiskSpace/.test(String(one.message ?? '')));

/** The driver's labels of an error that came before the command was sent, or of a server that did nothing. */
const UNSENT: readonly unknown[] = ['HandshakeError', 'SystemOverloadedError', 'NoWritesPerformed'];
const wasSent = ({ errorLabels, beforeHandshake }: Told): boolean =>
  beforeHandshake !== true && !(Array.isArray(errorLabels) && errorLabels.some((label) => UNSENT.includes(label)));

/** Of a write that ended in an error: may it have been done all the same, so that only the answer was lost? */
export const mayHaveHappened = (error: unknown): boolean =>
  isBroken(error) || some(error, (one) => wasSent(one) && (UNKNOWN_NAMES.has(nameOf(one)) || UNKNOWN_CODES.has(one.code)));

/** Does the error mean that there is such an entry already? */
export const isDuplicate = (error: unknown): boolean => some(error, (one) => one.code === 11000);

/** A write of which nobody can say yet whether it was done: its answer was lost, and the database does not answer when it is looked up. */
export class OutcomeUnknown extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** A write whose answer was lost is looked up and, where it was not done, done again as often as this. */
const MOST_LOST = 2;

/**
 * Writes so that a lost answer is not a lost write. `write` must have one effect however often it is done, or say by an error that it
 * was done. `lookUp` answers what came of it, undefined when it was not done. Throws OutcomeUnknown when that cannot be found out.
 */
export async function surely<T>(write: () => Promise<T>, lookUp: () => Promise<T | undefined>): Promise<T> {
  for (let lost = 0; ; lost += 1) {
    try {
      return await write();
    } catch (error) {
      const isSecond = lost > 0 && isDuplicate(error);
      if (!isSecond && !mayHaveHappened(error)) throw lost > 0 ? new OutcomeUnknown(error) : error;
      const done = await lookUp().catch((cause: unknown) => {
        throw new OutcomeUnknown(cause);
      });
      if (done !== undefined) return done;
      if (isSecond || lost === MOST_LOST) throw new OutcomeUnknown(error);
    }
  }
}
