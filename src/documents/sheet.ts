import type { Translate } from '../cases/card.js';
import { FAINT, Pen } from './pen.js';
import { LEADING, type Line } from './typesetting.js';

/** Points; A4 with room for a punch. */
const PAGE = { width: 595.28, height: 841.89, margin: 42 } as const;
const INNER = PAGE.width - 2 * PAGE.margin;
const RIGHT = PAGE.width - PAGE.margin;
/** Points at the foot of a page for its number and what stands there on each. */
const FOOT = 24;
const BOTTOM = PAGE.height - PAGE.margin - FOOT;
const PAD = 6;
const LABEL = { size: 7.5, height: 12 } as const;
const VALUE = 10;
const QR = 64;
/** What signatures take without a stamp, and the title of a part. */
const SIGNED = 62;
const HEADING = 32;
/** The least height of a row of cells. */
const LEAST = 31;
/** What stands above on a page that goes on, and the room below that. */
const GONE_ON = 28;
const PAGE_ROOM = BOTTOM - PAGE.margin - GONE_ON;

/** A label in both languages with what stands beside it; an empty value leaves a line to write on. */
export interface Cell {
  readonly label: string;
  readonly value: string;
  /** Takes the whole row. */
  readonly isWide?: boolean;
}

/** A part of a paper that is read as one. */
export interface Part {
  readonly title: string;
  /** One line below its title, or nothing. */
  readonly about: string;
  readonly cells: readonly Cell[];
}

interface Row {
  readonly width: number;
  readonly height: number;
  readonly set: readonly (Cell & { readonly lines: readonly Line[] })[];
}

/** A square to tick, by hand where it is empty. */
export interface Tick {
  readonly text: string;
  readonly isTicked: boolean;
}

/** An empty box to write in, in points. */
export interface BlankBox {
  readonly label: string;
  readonly height: number;
}

/** What stands at the head of each page. */
export interface Head {
  readonly company: string;
  /** Of the paper, in the first language and in the second. */
  readonly title: string;
  readonly subtitle: string;
  readonly no: string;
  /** Which copy it is, and where it goes. */
  readonly copy?: string | undefined;
  /** What the square code says. */
  readonly code?: string | undefined;
}

/** The words that a page needs by itself. */
export interface PageWords {
  continued(title: string): string;
  /** At the foot of a page that is not the end. */
  readonly goesOn: string;
  page(n: number, of: number): string;
}

/** What a page says by itself, in one language. */
export const pageWordsIn = (t: Translate): PageWords => ({
  continued: (what) => `${what} (${t('paper.continued')})`,
  goesOn: t('paper.goesOn'),
  page: (n, of) => t('paper.page', { n, of }),
});

/** Printed pages that fill from the top. Nothing is cut: what has no room goes on on the next page, which says so. Lengths are points. */
export class Sheet {
  private readonly pen: Pen;
  private y: number = PAGE.margin;
  private top: Head | undefined;
  /** Which paper each page belongs to, counted from 1, and what stands at the foot of each paper's pages. */
  private readonly pages: number[] = [];
  private readonly feet = new Map<number, string>();
  private papers = 0;

  constructor(
    title: string,
    private readonly words: PageWords,
  ) {
    this.pen = new Pen(title);
  }

  private addPage(): void {
    this.pen.addPage();
    this.pages.push(this.papers);
    this.y = PAGE.margin;
  }

  /** Begins a paper on a page of its own: its name in both languages, its number, and a square code. */
  head(head: Head): void {
    this.papers += 1;
    this.top = head;
    this.addPage();
    const width = INNER - QR - 16;
    const beside = PAGE.margin + width;
    if (head.code) this.pen.code(head.code, PAGE.width - PAGE.margin - QR, this.y, QR);
    this.pen.text(head.company, PAGE.margin, this.y, { size: 9, width, color: FAINT });
    this.pen.text(head.title, PAGE.margin, this.y + 14, { size: 20, width, isBold: true });
    this.pen.text(head.subtitle, PAGE.margin, this.y + 44, { size: 10, width, color: FAINT });
    this.pen.textTo(head.no, beside, this.y + 18, { size: 13, isBold: true });
    if (head.copy) this.pen.textTo(head.copy, beside, this.y + 2, { size: 9, isBold: true });
    this.y += 74;
    this.rule();
  }

  /** A page that goes on with what the one before had no room for. */
  private goOn(): void {
    if (this.top) this.pen.textTo(this.words.goesOn, RIGHT, BOTTOM + 3, { size: 8 });
    this.addPage();
    if (!this.top) return;
    this.pen.text(this.words.continued(this.top.title), PAGE.margin, this.y, { size: 9, width: INNER / 2, color: FAINT });
    const copy = this.top.copy ? ` · ${this.top.copy}` : '';
    this.pen.textTo(`${this.top.no}${copy}`, RIGHT, this.y, { size: 10, isBold: true });
    this.y += 18;
    this.rule();
  }

  /** Goes on on a new page where this one has no room left. */
  private roomFor(height: number): void {
    if (this.y + height > BOTTOM) this.goOn();
  }

  /** Cells as they stand in rows, each as high as what stands in it. */
  private laidOut(cells: readonly Cell[], leastHeight: number): readonly Row[] {
    const rows: Cell[][] = [];
    for (const cell of cells) {
      const last = rows.at(-1);
      if (last?.length === 1 && !last[0]?.isWide && !cell.isWide) last.push(cell);
      else rows.push([cell]);
    }
    return rows.map((row) => {
      const width = row.some(({ isWide }) => isWide) ? INNER : INNER / 2;
      const set = row.map((cell) => ({ ...cell, lines: this.pen.lines(cell.value, { size: VALUE, width: width - 2 * PAD }) }));
      return { width, set, height: Math.max(leastHeight, ...set.map(({ lines }) => LABEL.height + heightOf(lines, VALUE) + PAD)) };
    });
  }

  /** Rows of two cells, or of one wide cell; one that is higher than a page goes on on the next. */
  grid(cells: readonly Cell[], leastHeight = LEAST): void {
    for (const { width, set, height } of this.laidOut(cells, leastHeight)) {
      const [only] = set;
      if (only && set.length === 1 && height > PAGE_ROOM) {
        this.box(only.label, only.value, leastHeight);
        continue;
      }
      this.roomFor(height);
      set.forEach(({ label, lines }, column) => {
        const x = PAGE.margin + column * width;
        this.frameHere(x, width, height);
        this.pen.text(label, x + PAD, this.y + 3, { size: LABEL.size, width: width - 2 * PAD, color: FAINT });
        this.pen.draw(lines, x + PAD, this.y + LABEL.height + 2, { size: VALUE });
      });
      this.y += height;
    }
  }

  /** A part with its title, a line about it, and its cells: all on one page where it fits on one. */
  part({ title, about, cells }: Part): void {
    const lines = this.pen.lines(about, { size: 9, width: INNER }).length;
    const height = HEADING + lines * 9 * LEADING + 3 + this.laidOut(cells, LEAST).reduce((sum, row) => sum + row.height, 0);
    if (height <= PAGE_ROOM) this.roomFor(height);
    this.heading(title);
    if (about !== '') this.line(about);
    this.grid(cells, LEAST);
    this.gap(8);
  }

  /** A box for a longer text, or to write in; one that is longer than the page goes on on the next. */
  box(label: string, value: string, leastHeight: number): void {
    let lines = this.pen.lines(value, { size: VALUE, width: INNER - 2 * PAD });
    let title = label;
    this.roomFor(Math.min(leastHeight, 60));
    do {
      const room = Math.floor((BOTTOM - this.y - LABEL.height - 2 * PAD) / (VALUE * LEADING));
      const here = lines.slice(0, Math.max(1, room));
      lines = lines.slice(here.length);
      const height = Math.min(
        BOTTOM - this.y,
        Math.max(lines.length > 0 ? 0 : leastHeight, LABEL.height + heightOf(here, VALUE) + 2 * PAD),
      );
      this.frameHere(PAGE.margin, INNER, height);
      this.pen.text(title, PAGE.margin + PAD, this.y + 4, { size: LABEL.size, width: INNER - 2 * PAD, color: FAINT });
      this.pen.draw(here, PAGE.margin + PAD, this.y + LABEL.height + PAD, { size: VALUE });
      this.y += height;
      title = this.words.continued(label);
      if (lines.length > 0) this.goOn();
    } while (lines.length > 0);
  }

  /** Squares in a framed row, the ticked ones filled in; where nothing is known yet all are left to the pen. */
  ticks(label: string, items: readonly Tick[]): void {
    const width = INNER - 2 * PAD;
    const rows: { x: number; row: number; tick: Tick }[] = [];
    let [x, row] = [0, 0];
    for (const tick of items) {
      const own = this.pen.measure(tick.text, 'regular', 9) + 30;
      if (x > 0 && x + own > width) [x, row] = [0, row + 1];
      rows.push({ x, row, tick });
      x += own;
    }
    const height = LABEL.height + (row + 1) * 17 + PAD;
    this.roomFor(height);
    this.frameHere(PAGE.margin, INNER, height);
    this.pen.text(label, PAGE.margin + PAD, this.y + 3, { size: LABEL.size, width, color: FAINT });
    for (const one of rows) this.square(PAGE.margin + PAD + one.x, this.y + LABEL.height + 3 + one.row * 17, one.tick);
    this.y += height;
  }

  private square(x: number, y: number, { text, isTicked }: Tick): void {
    this.pen.square(x, y + 2, isTicked);
    this.pen.text(text, x + 14, y, { size: 9, width: INNER });
  }

  paragraph(text: string, size = 10.5): void {
    this.y += 8;
    for (const line of this.pen.lines(text, { size, width: INNER })) {
      this.roomFor(size * LEADING);
      this.pen.draw([line], PAGE.margin, this.y, { size });
      this.y += size * LEADING;
    }
    this.y += 6;
  }

  /** The title of a part; it does not stand alone at the foot of a page. */
  heading(text: string): void {
    this.roomFor(60);
    this.y += 10;
    this.pen.text(text, PAGE.margin, this.y, { size: 12, width: INNER, isBold: true });
    this.y += HEADING - 10;
  }

  /** One line of a list, on as many lines as it needs. The last one before the signatures goes with them. */
  line(text: string, isLast = false): void {
    const lines = this.pen.lines(text, { size: 9, width: INNER });
    for (const [n, line] of lines.entries()) {
      this.roomFor(9 * LEADING + (isLast && n === lines.length - 1 ? SIGNED + 3 : 0));
      this.pen.draw([line], PAGE.margin, this.y, { size: 9 });
      this.y += 9 * LEADING;
    }
    this.y += 3;
  }

  /** PNGs, two in a row. */
  pictures(pngs: readonly Buffer[], height: number): void {
    const width = INNER / 2;
    pngs.forEach((png, n) => {
      const column = n % 2;
      if (column === 0) this.roomFor(height + 6);
      this.pen.picture(png, PAGE.margin + column * width, this.y, width - 6, height);
      if (column === 1 || n === pngs.length - 1) this.y += height + 6;
    });
  }

  gap(points: number): void {
    this.y += points;
  }

  /**
   * Lines for signatures, side by side; below them the place for a stamp, if it has words. They stay together on one page with the box
   * to write in that stands `above` them: nobody signs a page that says nothing.
   */
  signatures(labels: readonly string[], { stamp, above }: { readonly stamp?: string; readonly above?: BlankBox } = {}): void {
    const height = stamp ? 104 : SIGNED;
    this.roomFor(height + (above?.height ?? 0));
    if (above) this.box(above.label, '', above.height);
    this.y = Math.max(this.y + 12, BOTTOM - height + 8);
    const width = stamp ? (INNER - 120) / labels.length : INNER / labels.length;
    labels.forEach((label, n) => {
      const x = PAGE.margin + n * width;
      const line = this.y + (stamp ? 56 : 26);
      this.pen.rule(x, x + width - 14, line, 0.7);
      this.pen.text(label, x, line + 4, { size: 8, width: width - 14, color: FAINT });
    });
    if (stamp) {
      const x = PAGE.width - PAGE.margin - 110;
      this.pen.dashed(x, this.y - 4, 110, 84);
      this.pen.text(stamp, x + PAD, this.y, { size: 8, width: 100, color: FAINT });
    }
    this.y = BOTTOM;
  }

  /** What stands at the foot of each page of this paper. */
  foot(text: string): void {
    this.feet.set(this.papers, text);
  }

  /** Small cards, as many as fit a page, with lines to cut along. */
  cards(count: number, width: number, height: number, draw: (card: Card) => void): void {
    const across = Math.floor(INNER / width);
    for (let n = 0; n < count; n += 1) {
      const column = n % across;
      if (column === 0 && n > 0) this.y += height;
      if (column === 0) this.roomFor(height);
      const x = PAGE.margin + column * width;
      this.pen.dashed(x, this.y, width, height);
      let y = this.y + 10;
      draw({
        line: (text, size, isBold = false) => {
          const lines = this.pen.lines(text, { size, width: width - 90, isBold });
          this.pen.draw(lines, x + 12, y, { size, isBold });
          y += heightOf(lines, size) + 3;
        },
        code: (text) => this.pen.code(text, x + width - 72, this.y + height - 72, 60),
      });
    }
    this.y += height;
  }

  async bytes(): Promise<Buffer> {
    this.number();
    return this.pen.bytes();
  }

  /** Each page of a paper says which one of how many it is. */
  private number(): void {
    const y = PAGE.height - PAGE.margin - 12;
    this.pages.forEach((paper, page) => {
      const of = this.pages.filter((other) => other === paper).length;
      this.pen.turnTo(page);
      this.pen.text(this.feet.get(paper) ?? '', PAGE.margin, y, { size: 7.5, width: INNER - 90, color: FAINT });
      if (of > 1) this.pen.textTo(this.words.page(page - this.pages.indexOf(paper) + 1, of), RIGHT, y, { size: 8 });
    });
  }

  private frameHere(x: number, width: number, height: number): void {
    this.pen.frame(x, this.y, width, height);
  }

  private rule(): void {
    this.pen.rule(PAGE.margin, RIGHT, this.y, 1.2);
    this.y += 10;
  }
}

/** A small card that fills from its top. */
export interface Card {
  line(text: string, size: number, isBold?: boolean): void;
  code(text: string): void;
}

const heightOf = (lines: readonly Line[], size: number): number => lines.length * size * LEADING;
