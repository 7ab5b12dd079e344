// What a spreadsheet shows where a reader of values sees another thing: numbers with zeros before them, and merged cells.

const decoder = new TextDecoder();
const textOf = (files, name) => (files[name] ? decoder.decode(files[name]) : '');
const attribute = (tag, name) => new RegExp(`\\b${name}\\s*=\\s*["']([^"']*)["']`).exec(tag)?.[1];
const tagsOf = (xml, name) => xml.match(new RegExp(`<(?:\\w+:)?${name}\\b[^>]*>`, 'g')) ?? [];

/** The part that holds the first sheet. */
function firstSheet(files) {
  const id = attribute(tagsOf(textOf(files, 'xl/workbook.xml'), 'sheet')[0] ?? '', 'r:id');
  const relation = tagsOf(textOf(files, 'xl/_rels/workbook.xml.rels'), 'Relationship').find((tag) => attribute(tag, 'Id') === id);
  const target = attribute(relation ?? '', 'Target') ?? 'worksheets/sheet1.xml';
  return textOf(files, target.startsWith('/') ? target.slice(1) : `xl/${target}`);
}

/** By style, how many digits a number is shown with: `00000` is five. */
function widths(files) {
  const xml = textOf(files, 'xl/styles.xml');
  const zeros = new Map(
    tagsOf(xml, 'numFmt').flatMap((tag) => {
      const format = attribute(tag, 'formatCode') ?? '';
      return /^0{2,40}$/.test(format) ? [[attribute(tag, 'numFmtId'), format.length]] : [];
    }),
  );
  const formats = /<(?:\w+:)?cellXfs\b[\s\S]*?<\/(?:\w+:)?cellXfs>/.exec(xml)?.[0] ?? '';
  return new Map(
    tagsOf(formats, 'xf').flatMap((tag, n) =>
      zeros.has(attribute(tag, 'numFmtId')) ? [[String(n), zeros.get(attribute(tag, 'numFmtId'))]] : [],
    ),
  );
}

const LETTERS = 26;
/** `B3` as row 2, column 1. */
function placeOf(address) {
  const [, letters = 'A', row = '1'] = /^([A-Z]+)(\d+)$/i.exec(address ?? '') ?? [];
  const column = [...letters.toUpperCase()].reduce((sum, letter) => sum * LETTERS + letter.charCodeAt(0) - 64, 0) - 1;
  return { row: Number(row) - 1, column };
}

function withZeros(files, xml, rows) {
  const shown = widths(files);
  if (shown.size === 0) return;
  for (const tag of tagsOf(xml, 'c')) {
    const width = shown.get(attribute(tag, 's'));
    const { row, column } = placeOf(attribute(tag, 'r'));
    const text = rows[row]?.[column];
    if (width && text && /^\d+$/.test(text)) rows[row][column] = text.padStart(width, '0');
  }
}

/** A merged cell stands for each of its rows; a row that has nothing else stays blank. */
function filledDown(xml, rows) {
  const isBlank = rows.map((row) => row.every((text) => text === ''));
  for (const tag of tagsOf(xml, 'mergeCell')) {
    const [from, to = from] = (attribute(tag, 'ref') ?? '').split(':').map(placeOf);
    const text = rows[from.row]?.[from.column];
    if (!text) continue;
    for (let row = from.row + 1; row <= Math.min(to.row, rows.length - 1); row += 1)
      if (!isBlank[row] && rows[row][from.column] === '') rows[row][from.column] = text;
  }
}

/** The rows of the first sheet as the spreadsheet shows them. */
export function shownIn(files, rows) {
  const xml = firstSheet(files);
  withZeros(files, xml, rows);
  filledDown(xml, rows);
  return rows;
}
