/** An error as a MongoDB server answers it; the code names are MongoDB's. */
export class ServerError extends Error {
  constructor(
    readonly code: number,
    readonly codeName: string,
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}

export const badValue = (message: string): ServerError => new ServerError(2, 'BadValue', message);
export const failedToParse = (message: string): ServerError => new ServerError(9, 'FailedToParse', message);
export const notSupported = (what: string): ServerError =>
  new ServerError(115, 'CommandNotSupported', `the embedded store does not support ${what}; use a MongoDB server (MONGODB_URI) for that`);

export const duplicateKey = (namespace: string, index: string, keyPattern: object, keyValue: object): ServerError =>
  new ServerError(
    11000,
    'DuplicateKey',
    `E11000 duplicate key error collection: ${namespace} index: ${index} dup key: ${JSON.stringify(keyValue)}`,
    { keyPattern, keyValue },
  );
