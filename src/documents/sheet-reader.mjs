import { parentPort, workerData } from 'node:worker_threads';
import { unzipSync, zipSync } from 'fflate';
import { readSheet } from 'read-excel-file/node';

// Reads a sheet in a thread of its own, see reading.ts; plain JavaScript, so that it is started from the sources as it is from dist/.

/** Ends the reading with the limit that was met, as a key under `sheet.limit.`, or undefined when it is no workbook at all. */
class Refused extends Error {
  constructor(limit) {
    super(limit ?? 'not a workbook');
    this.limit = limit;
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

const { bytes, limits } = workerData;
try {
  const rows = await readSheet(checked(unpacked(bytes, limits), limits));
  parentPort?.postMessage({ rows: asTexts(rows, limits) });
} catch (error) {
  parentPort?.postMessage({ limit: error instanceof Refused ? error.limit : undefined });
}
