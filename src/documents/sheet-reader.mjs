import { parentPort, workerData } from 'node:worker_threads';
import { parse } from 'csv-parse/sync';
import { unzipSync, zipSync } from 'fflate';
import { readSheet } from 'read-excel-file/node';
import { shownIn } from './sheet-cells.mjs';

// Reads a sheet in a thread of its own, see reading.ts; plain JavaScript, so that it is started from the sources as it is from dist/.

/** Ends the reading with the limit that was met, as a key under `sheet.limit.`, or else with what it is instead of a sheet. */
class Refused extends Error {
  constructor(limit, kind = 'other') {
    super(limit ?? kind);
    this.limit = limit;
    this.kind = kind;
  }
}

/** The parts that rows are read of; pictures and the like are not even unpacked. */
const isRead = (name) => /^(?:\[Content_Types\]\.xml|_rels\/.*|xl\/.*)$/.test(name) && /\.(?:xml|rels)$/.test(name);

function unpacked(bytes, { mostParts, mostBytes }) {
  let parts = 0;
  let size = 0;
  const files = unzipSync(bytes, {
    filter({ name, originalSize }) {
      if (!isRead(name)) return false;
      parts += 1;
      size += originalSize;
      if (parts > mostParts || size > mostBytes) throw new Refused('unpacked');
      return true;
    },
  });
  if (Object.keys(files).length === 0) throw new Refused();
  return files;
}

const LETTERS = 26;
const columnOf = (letters) => [...letters].reduce((sum, letter) => sum * LETTERS + letter.charCodeAt(0) - 64, 0);

/** Looks at where the cells of a sheet stand before a table is made that holds them all. */
function checkSheet(xml, { mostRows, mostColumns, mostCells }) {
  let cells = 0;
  for (const [, tag, attributes] of xml.matchAll(/<(?:\w+:)?(c|row)\b([^<>]*)>/g)) {
    const place = /\br\s*=\s*["']\s*([A-Za-z]*)(\d+)/.exec(attributes);
    if (place && Number(place[2]) > mostRows) throw new Refused('rows');
    if (tag !== 'c') continue;
    cells += 1;
    if (cells > mostCells) throw new Refused('cells');
    if (place && columnOf(place[1].toUpperCase()) > mostColumns) throw new Refused('columns');
  }
}

/** A workbook that declares entities or a type of its own is none that a spreadsheet wrote. */
const DECLARES = /<!(?:DOCTYPE|ENTITY)/i;

/** A cell that calls itself a number and holds none, such as `NaN`, is a text: it spoils no sheet, and is named where it stands. */
const asWritten = (xml) =>
  xml.replace(/<((?:\w+:)?)c\b([^<>]*)>(\s*<\1v>)([^<]*)(?=<\/\1v>)/g, (cell, prefix, attributes, open, value) => {
    const type = /\bt\s*=\s*["'](\w*)["']/.exec(attributes)?.[1] ?? 'n';
    if (type !== 'n' || (value.trim() !== '' && Number.isFinite(Number(value)))) return cell;
    return `<${prefix}c${attributes.replace(/\s+[ts]\s*=\s*["'][^"']*["']/g, '')} t="str">${open}${value}`;
  });

function checked(files, limits) {
  const decoder = new TextDecoder();
  for (const [name, bytes] of Object.entries(files)) {
    const xml = decoder.decode(bytes);
    if (DECLARES.test(xml)) throw new Refused();
    if (!/worksheets\//.test(name)) continue;
    checkSheet(xml, limits);
    files[name] = new TextEncoder().encode(asWritten(xml));
  }
  return Buffer.from(zipSync(files, { level: 0 }));
}

const textOf = (value, most) =>
  value instanceof Date
    ? value.toISOString().slice(0, 10)
    : value === null || value === undefined
      ? ''
      : String(value).slice(0, most).trim();

function asTexts(rows, { mostRows, mostColumns, mostCells, mostText, longestCell }) {
  if (rows.length > mostRows) throw new Refused('rows');
  if (rows.some((row) => row.length > mostColumns)) throw new Refused('columns');
  if (rows.reduce((sum, row) => sum + row.length, 0) > mostCells) throw new Refused('cells');
  let length = 0;
  return rows.map((row) =>
    row.map((value) => {
      const text = textOf(value, longestCell);
      length += text.length;
      if (length > mostText) throw new Refused('text');
      return text;
    }),
  );
}

/** A number of more digits than a computer counts with stays as it is written. */
const parseNumber = (written) => (/^\d{16,}$/.test(written) ? written : Number(written));

/** What fails for another reason than a limit is of this kind. */
function elseIs(kind, tried) {
  try {
    return tried();
  } catch (error) {
    throw error instanceof Refused ? error : new Refused(undefined, kind);
  }
}

async function readWorkbook() {
  const files = elseIs('damaged', () => unpacked(bytes, limits));
  const rows = asTexts(await readSheet(checked(files, limits), { parseNumber }), limits);
  return shownIn(files, rows);
}

const beginsWith = (...head) => head.every((byte, n) => bytes[n] === byte);

/** Old workbooks and those with a password are both files of Microsoft's compound kind. */
function kindOfCompound() {
  return Buffer.from(bytes).includes(Buffer.from('EncryptedPackage', 'utf16le')) ? 'password' : 'xls';
}

/** A text in UTF-8, UTF-16 or, as Excel in China writes it, GB18030. */
function decoded() {
  const encodings = beginsWith(0xff, 0xfe) ? ['utf-16le'] : ['utf-8', 'gb18030'];
  for (const encoding of encodings) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: no text that people wrote has them
      if (!/[\u0000-\u0008\u000e-\u001f]/.test(text)) return text;
    } catch {
      // It is none of this encoding: the next one is tried.
    }
  }
  throw new Refused();
}

/** What stands between the values: whatever is most often in the first lines. */
function delimiterOf(text) {
  const head = text.split('\n', 5).join('\n');
  const counts = [',', ';', '\t', '，'].map((mark) => [mark, head.split(mark).length - 1]);
  const [mark, most] = counts.sort((a, b) => b[1] - a[1])[0];
  if (most === 0) throw new Refused();
  return mark;
}

function readCsv() {
  const text = decoded();
  const { mostRows, mostText } = limits;
  if (text.length > mostText) throw new Refused('text');
  const how = {
    bom: true,
    delimiter: delimiterOf(text),
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: false,
    to: mostRows + 1,
  };
  const rows = elseIs('quote', () => parse(text, how));
  return asTexts(rows, limits);
}

async function read() {
  if (bytes.length === 0) throw new Refused(undefined, 'empty');
  if (beginsWith(0x50, 0x4b)) return readWorkbook();
  if (beginsWith(0xd0, 0xcf, 0x11, 0xe0)) throw new Refused(undefined, kindOfCompound());
  return readCsv();
}

const { bytes, limits } = workerData;
try {
  const rows = await read();
  if (rows.every((row) => row.every((text) => text === ''))) throw new Refused(undefined, 'empty');
  parentPort?.postMessage({ rows });
} catch (error) {
  const { limit, kind } = error instanceof Refused ? error : new Refused();
  parentPort?.postMessage({ limit, kind });
}
