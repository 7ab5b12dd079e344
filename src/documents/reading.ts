import { Worker } from 'node:worker_threads';
import { Lanes } from '../lanes.js';

/** What a sheet may hold: far more than people enter, and little enough to be read in a moment. */
export const LIMITS = {
  mostParts: 200,
  mostBytes: 24 * 1024 * 1024,
  mostRows: 5_000,
  mostColumns: 100,
  mostCells: 100_000,
  mostText: 4_000_000,
  longestCell: 2_000,
} as const;
/** What the thread that reads may take, in megabytes; the workbook itself comes besides. */
const MEMORY = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 } as const;
const PATIENCE_MS = 20_000;
/** Sheets that are read at once; the next ones wait. */
const AT_ONCE = 2;
const MOST_WAITING = 20;

/** Which limit was met, as the end of a locale key under `sheet.limit.`. */
export type SheetLimit = 'unpacked' | 'rows' | 'columns' | 'cells' | 'text' | 'memory' | 'time' | 'busy';

/** What a file is instead of a sheet, as the end of a locale key under `sheet.not.`. */
export type NoSheet = 'xls' | 'password' | 'empty' | 'damaged' | 'quote' | 'other';

/** Something that is no sheet, or none that can be read. */
export class NotASheetError extends Error {
  constructor(readonly kind: NoSheet) {
    super(`no sheet that can be read: ${kind}`);
  }
}

/** A workbook that holds more than is read. */
export class SheetTooLargeError extends Error {
  constructor(readonly limit: SheetLimit) {
    super(`the sheet is over the limit of ${limit}`);
  }
}

type Told = { readonly rows: string[][] } | { readonly limit: SheetLimit | undefined; readonly kind: NoSheet };

const lanes = new Lanes();
let begun = 0;
let waiting = 0;

function readApart(bytes: Uint8Array, patienceMs: number): Promise<string[][]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./sheet-reader.mjs', import.meta.url), {
      workerData: { bytes, limits: LIMITS },
      resourceLimits: MEMORY,
      execArgv: [],
    });
    const timer = setTimeout(() => end(() => reject(new SheetTooLargeError('time'))), patienceMs);
    const end = (tell: () => void): void => {
      clearTimeout(timer);
      tell();
      void worker.terminate();
    };
    worker.once('message', (told: Told) =>
      end(() => {
        if ('rows' in told) resolve(told.rows);
        else reject(told.limit ? new SheetTooLargeError(told.limit) : new NotASheetError(told.kind));
      }),
    );
    // Without room for more it ends with this error, and takes nobody with it.
    worker.once('error', (error) =>
      end(() => reject('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new SheetTooLargeError('memory') : error)),
    );
    worker.once('exit', (code) => end(() => reject(new Error(`the reading of a sheet ended with code ${code}`))));
  });
}

/**
 * The first sheet of a workbook, or a CSV file in UTF-8 or GB18030, as rows of texts as they are shown, trimmed; days are ISO, merged
 * cells are filled down. It is read in a thread of its own with limits on what it
 * unpacks, holds and takes, so that nobody else waits for it. Throws NotASheetError and SheetTooLargeError.
 */
export async function readRows(bytes: Uint8Array, patienceMs = PATIENCE_MS): Promise<string[][]> {
  if (waiting >= MOST_WAITING) throw new SheetTooLargeError('busy');
  waiting += 1;
  begun += 1;
  return lanes
    .take(`sheet ${begun % AT_ONCE}`, () => readApart(bytes, patienceMs))
    .finally(() => {
      waiting -= 1;
    });
}
