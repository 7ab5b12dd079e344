import { useContext, useState } from 'preact/hooks';
import type { Json } from './api.js';
import { dateInWords, Reading } from './date-token.js';
import type { BlockHost } from './host.js';
import { Link } from './mrkdwn.js';
import { useWords } from './words.js';

const partsOf = (cell: Json): Json[] => cell.elements.flatMap(({ elements }: Json) => elements);

/** A date of a rich text as its reader sees it. */
const dateIn = ({ timestamp, format, fallback = '' }: Json, reading: Reading): string =>
  dateInWords(`!date^${timestamp}^${format}|${fallback}`, reading) ?? fallback;

/** What a cell shows: a text, or of a rich one its links, dates and words. */
function Cell({ cell, host }: { cell: Json; host: BlockHost }) {
  const reading = useContext(Reading);
  if (cell.type !== 'rich_text') return <>{cell.text}</>;
  return (
    <>
      {partsOf(cell).map((part, n) =>
        part.type === 'link' ? (
          <Link key={n} url={part.url} words={part.text ?? part.url} onLink={host.openLink} />
        ) : (
          <span key={n}>{part.type === 'date' ? dateIn(part, reading) : part.text}</span>
        ),
      )}
    </>
  );
}

function Rows({ rows, host }: { rows: readonly Json[]; host: BlockHost }) {
  return (
    <tbody>
      {rows.map((row: Json[], n: number) => (
        <tr key={n}>
          {row.map((cell, m) => (
            <td key={m}>
              <Cell cell={cell} host={host} />
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  );
}

export function Table({ block, host }: { block: Json; host: BlockHost }) {
  const [head = [], ...rows] = block.rows;
  return (
    <div class="table-wrap">
      <table>
        <thead>
          <tr>
            {head.map((cell: Json, n: number) => (
              <th key={n}>{cell.text}</th>
            ))}
          </tr>
        </thead>
        <Rows rows={rows} host={host} />
      </table>
    </div>
  );
}

const wordsOf = (cell: Json, reading: Reading): string =>
  cell.type === 'rich_text'
    ? partsOf(cell)
        .map((part) => (part.type === 'date' ? dateIn(part, reading) : (part.text ?? part.url)))
        .join('')
    : String(cell.text);

/** Slack sorts by letters, and by size where a column has nothing but numbers. */
function inOrder(rows: readonly Json[], column: number, isDown: boolean, reading: Reading): Json[] {
  const isNumeric = rows.every((row) => row[column]?.type === 'raw_number');
  const up = [...rows].sort((a, b) =>
    isNumeric ? a[column].value - b[column].value : wordsOf(a[column], reading).localeCompare(wordsOf(b[column], reading)),
  );
  return isDown ? up.reverse() : up;
}

/** A data table: sorted by a press on its head, filtered by what is typed, turned over page by page. */
export function DataTable({ block, host }: { block: Json; host: BlockHost }) {
  const [typed, setTyped] = useState('');
  const [page, setPage] = useState(0);
  const [sorted, setSorted] = useState<{ readonly column: number; readonly isDown: boolean }>();
  const reading = useContext(Reading);
  const words = useWords().table;
  const [head = [], ...all] = block.rows;
  const wanted = typed.trim().toLowerCase();
  const found = all.filter((row: Json[]) => row.some((cell) => wordsOf(cell, reading).toLowerCase().includes(wanted)));
  const rows = sorted ? inOrder(found, sorted.column, sorted.isDown, reading) : found;
  const size = block.page_size ?? 5;
  const pages = Math.max(1, Math.ceil(rows.length / size));
  const at = Math.min(page, pages - 1);
  const sort = (column: number): void => {
    setSorted({ column, isDown: sorted?.column === column && !sorted.isDown });
    setPage(0);
  };
  return (
    <div class="data-table">
      <input
        type="search"
        aria-label={words.filter}
        placeholder={words.filter}
        value={typed}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          setPage(0);
        }}
      />
      <div class="table-wrap">
        <table>
          <caption class="unseen">{block.caption}</caption>
          <thead>
            <tr>
              {head.map((cell: Json, n: number) => (
                <th key={n} aria-sort={sorted?.column === n ? (sorted.isDown ? 'descending' : 'ascending') : 'none'}>
                  <button type="button" onClick={() => sort(n)}>
                    {cell.text} {sorted?.column === n ? (sorted.isDown ? '▾' : '▴') : ''}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <Rows rows={rows.slice(at * size, (at + 1) * size)} host={host} />
        </table>
      </div>
      <footer>
        <span>{rows.length === 0 ? words.none : `${rows.length} ${words.rows}`}</span>
        {pages > 1 && (
          <span>
            <button type="button" aria-label={words.before} disabled={at === 0} onClick={() => setPage(at - 1)}>
              ‹
            </button>{' '}
            {at + 1} / {pages}{' '}
            <button type="button" aria-label={words.next} disabled={at === pages - 1} onClick={() => setPage(at + 1)}>
              ›
            </button>
          </span>
        )}
      </footer>
    </div>
  );
}
