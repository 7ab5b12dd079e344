import PDFDocument from 'pdfkit';
import { create as qrOf } from 'qrcode';
import { type Face, faceOf, LEADING, type Line, linesOf, type Measure, type Style } from './typesetting.js';

/** Points; A4 with room for a punch. */
const PAGE = { width: 595.28, height: 841.89, margin: 42 } as const;
const INNER = PAGE.width - 2 * PAGE.margin;
/** Points at the foot of a page for its number and what stands there on each. */
const FOOT = 24;
const BOTTOM = PAGE.height - PAGE.margin - FOOT;
const INK = '#1d2b26';
const FAINT = '#6b7a73';
const LINE = '#9aa8a1';
const PAD = 6;
const LABEL = { size: 7.5, height: 12 } as const;
const VALUE = 10;
const QR = 64;

/** A label in both languages with what stands beside it; an empty value leaves a line to write on. */
export interface Cell {
  readonly label: string;
  readonly value: string;
  /** Takes the whole row. */
  readonly isWide?: boolean;
}

/** A square to tick, by hand where it is empty. */
export interface Tick {
  readonly text: string;
  readonly isTicked: boolean;
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
  page(n: number, of: number): string;
}

/** Printed pages that fill from the top. Nothing is cut: what has no room goes on on the next page, which says so. Lengths are points. */
export class Sheet {
  private readonly doc: PDFKit.PDFDocument;
  private y: number = PAGE.margin;
  private top: Head | undefined;
  private footer = '';
  /** Which head and foot each page has, and where its paper begins. */
  private readonly pages: { readonly paper: number; readonly footer: () => string }[] = [];
  private papers = 0;

  constructor(
    title: string,
    private readonly words: PageWords,
  ) {
    this.doc = new PDFDocument({ size: 'A4', margin: 0, info: { Title: title }, autoFirstPage: false, bufferPages: true });
    for (const face of ['regular', 'bold', 'signs'] as const) this.doc.registerFont(face, faceOf(face).bytes);
  }

  private readonly measure: Measure = (text, face, size) => this.doc.font(face).fontSize(size).widthOfString(text);

  private lines(text: string, style: Style): Line[] {
    return text === '' ? [] : linesOf(text, style, this.measure);
  }

  private addPage(): void {
    this.doc.addPage({ size: 'A4', margin: 0 });
    const paper = this.papers;
    this.pages.push({ paper, footer: () => this.footer });
    this.y = PAGE.margin;
  }

  /** Begins a paper on a page of its own: its name in both languages, its number, and a square code. */
  head(head: Head): void {
    this.papers += 1;
    this.top = head;
    this.footer = '';
    this.addPage();
    const width = INNER - QR - 16;
    if (head.code) this.qr(head.code, PAGE.width - PAGE.margin - QR, this.y, QR);
    this.text(head.company, PAGE.margin, this.y, { size: 9, width, color: FAINT });
    this.text(head.title, PAGE.margin, this.y + 14, { size: 20, width, isBold: true });
    this.text(head.subtitle, PAGE.margin, this.y + 44, { size: 10, width, color: FAINT });
    this.right(head.no, this.y + 18, { size: 13, width, isBold: true });
    if (head.copy) this.right(head.copy, this.y + 2, { size: 9, width, isBold: true });
    this.y += 74;
    this.rule();
  }

  /** A page that goes on with what the one before had no room for. */
  private goOn(): void {
    this.addPage();
    if (!this.top) return;
    this.text(this.words.continued(this.top.title), PAGE.margin, this.y, { size: 9, width: INNER / 2, color: FAINT });
    const copy = this.top.copy ? ` · ${this.top.copy}` : '';
    this.right(`${this.top.no}${copy}`, this.y, { size: 10, width: INNER, isBold: true });
    this.y += 18;
    this.rule();
  }

  /** Goes on on a new page where this one has no room left. */
  private roomFor(height: number): void {
    if (this.y + height > BOTTOM) this.goOn();
  }

  /** Rows of two cells, or of one wide cell, each as high as what stands in it. */
  grid(cells: readonly Cell[], leastHeight = 31): void {
    const rows: Cell[][] = [];
    for (const cell of cells) {
      const last = rows.at(-1);
      if (last?.length === 1 && !last[0]?.isWide && !cell.isWide) last.push(cell);
      else rows.push([cell]);
    }
    for (const row of rows) {
      const width = row.some(({ isWide }) => isWide) ? INNER : INNER / 2;
      const set = row.map(({ label, value }) => ({ label, lines: this.lines(value, { size: VALUE, width: width - 2 * PAD }) }));
      const height = Math.max(leastHeight, ...set.map(({ lines }) => LABEL.height + heightOf(lines, VALUE) + PAD));
      this.roomFor(height);
      set.forEach(({ label, lines }, column) => {
        const x = PAGE.margin + column * width;
        this.frame(x, width, height);
        this.text(label, x + PAD, this.y + 3, { size: LABEL.size, width: width - 2 * PAD, color: FAINT });
        this.draw(lines, x + PAD, this.y + LABEL.height + 2, { size: VALUE });
      });
      this.y += height;
    }
  }

  /** A box for a longer text, or to write in; one that is longer than the page goes on on the next. */
  box(label: string, value: string, leastHeight: number): void {
    let lines = this.lines(value, { size: VALUE, width: INNER - 2 * PAD });
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
      this.frame(PAGE.margin, INNER, height);
      this.text(title, PAGE.margin + PAD, this.y + 4, { size: LABEL.size, width: INNER - 2 * PAD, color: FAINT });
      this.draw(here, PAGE.margin + PAD, this.y + LABEL.height + PAD, { size: VALUE });
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
      const own = this.measure(tick.text, 'regular', 9) + 30;
      if (x > 0 && x + own > width) [x, row] = [0, row + 1];
      rows.push({ x, row, tick });
      x += own;
    }
    const height = LABEL.height + (row + 1) * 17 + PAD;
    this.roomFor(height);
    this.frame(PAGE.margin, INNER, height);
    this.text(label, PAGE.margin + PAD, this.y + 3, { size: LABEL.size, width, color: FAINT });
    for (const one of rows) this.square(PAGE.margin + PAD + one.x, this.y + LABEL.height + 3 + one.row * 17, one.tick);
    this.y += height;
  }

  private square(x: number, y: number, { text, isTicked }: Tick): void {
    this.doc
      .lineWidth(0.8)
      .strokeColor(INK)
      .rect(x, y + 2, 9, 9)
      .stroke();
    if (isTicked)
      this.doc
        .lineWidth(1.4)
        .moveTo(x + 2, y + 6.5)
        .lineTo(x + 4, y + 9)
        .lineTo(x + 8, y + 3)
        .stroke();
    this.text(text, x + 14, y, { size: 9, width: INNER });
  }

  paragraph(text: string, size = 10.5): void {
    this.y += 8;
    for (const line of this.lines(text, { size, width: INNER })) {
      this.roomFor(size * LEADING);
      this.draw([line], PAGE.margin, this.y, { size });
      this.y += size * LEADING;
    }
    this.y += 6;
  }

  /** The title of a part; it does not stand alone at the foot of a page. */
  heading(text: string): void {
    this.roomFor(60);
    this.y += 10;
    this.text(text, PAGE.margin, this.y, { size: 12, width: INNER, isBold: true });
    this.y += 22;
  }

  /** One line of a list, on as many lines as it needs. */
  line(text: string): void {
    for (const line of this.lines(text, { size: 9, width: INNER })) {
      this.roomFor(9 * LEADING);
      this.draw([line], PAGE.margin, this.y, { size: 9 });
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
      this.doc.image(png, PAGE.margin + column * width, this.y, { fit: [width - 6, height] });
      if (column === 1 || n === pngs.length - 1) this.y += height + 6;
    });
  }

  gap(points: number): void {
    this.y += points;
  }

  /** Lines for signatures, side by side; below them the place for a stamp, if it has words. They stay together on one page. */
  signatures(labels: readonly string[], stamp?: string): void {
    const height = stamp ? 104 : 62;
    this.roomFor(height);
    this.y = Math.max(this.y + 12, BOTTOM - height + 8);
    const width = stamp ? (INNER - 120) / labels.length : INNER / labels.length;
    labels.forEach((label, n) => {
      const x = PAGE.margin + n * width;
      const line = this.y + (stamp ? 56 : 26);
      this.doc
        .lineWidth(0.7)
        .strokeColor(INK)
        .moveTo(x, line)
        .lineTo(x + width - 14, line)
        .stroke();
      this.text(label, x, line + 4, { size: 8, width: width - 14, color: FAINT });
    });
    if (stamp) {
      const x = PAGE.width - PAGE.margin - 110;
      this.doc
        .lineWidth(0.7)
        .strokeColor(LINE)
        .dash(3, { space: 3 })
        .rect(x, this.y - 4, 110, 84)
        .stroke()
        .undash();
      this.text(stamp, x + PAD, this.y, { size: 8, width: 100, color: FAINT });
    }
    this.y = BOTTOM;
  }

  /** What stands at the foot of each page of this paper. */
  foot(text: string): void {
    this.footer = text;
    const paper = this.papers;
    this.pages.forEach((page, n) => {
      if (page.paper === paper) this.pages[n] = { paper, footer: () => text };
    });
  }

  /** Small cards, as many as fit a page, with lines to cut along. */
  cards(count: number, width: number, height: number, draw: (card: Card) => void): void {
    const across = Math.floor(INNER / width);
    for (let n = 0; n < count; n += 1) {
      const column = n % across;
      if (column === 0 && n > 0) this.y += height;
      if (column === 0) this.roomFor(height);
      const x = PAGE.margin + column * width;
      this.doc.lineWidth(0.4).strokeColor(LINE).dash(2, { space: 2 }).rect(x, this.y, width, height).stroke().undash();
      let y = this.y + 10;
      draw({
        line: (text, size, isBold = false) => {
          const lines = this.lines(text, { size, width: width - 90, isBold });
          this.draw(lines, x + 12, y, { size, isBold });
          y += heightOf(lines, size) + 3;
        },
        code: (text) => this.qr(text, x + width - 72, this.y + height - 72, 60),
      });
    }
    this.y += height;
  }

  async bytes(): Promise<Buffer> {
    const { doc } = this;
    this.number();
    const parts: Buffer[] = [];
    const done = new Promise<Buffer>((resolve, reject) => {
      doc.on('data', (part: Buffer) => parts.push(part));
      doc.on('end', () => resolve(Buffer.concat(parts)));
      doc.on('error', reject);
    });
    doc.end();
    return done;
  }

  /** Each page of a paper says which one of how many it is. */
  private number(): void {
    this.pages.forEach(({ paper, footer }, n) => {
      const own = this.pages.filter((page) => page.paper === paper);
      const first = this.pages.findIndex((page) => page.paper === paper);
      this.doc.switchToPage(n);
      const y = PAGE.height - PAGE.margin - 12;
      this.text(footer(), PAGE.margin, y, { size: 7.5, width: INNER - 90, color: FAINT });
      if (own.length > 1) this.right(this.words.page(n - first + 1, own.length), y, { size: 8, width: INNER });
    });
  }

  private frame(x: number, width: number, height: number): void {
    this.doc.lineWidth(0.5).strokeColor(LINE).rect(x, this.y, width, height).stroke();
  }

  private rule(): void {
    this.doc
      .lineWidth(1.2)
      .strokeColor(INK)
      .moveTo(PAGE.margin, this.y)
      .lineTo(PAGE.width - PAGE.margin, this.y)
      .stroke();
    this.y += 10;
  }

  private text(text: string, x: number, y: number, style: Style & { color?: string }): void {
    this.draw(this.lines(text, style), x, y, style);
  }

  /** A line that ends where the text beside the code ends. */
  private right(text: string, y: number, style: Style): void {
    const width = style.width;
    const [line = []] = this.lines(text, { ...style, width: INNER });
    this.draw([line], PAGE.margin + width - line.reduce((sum, run) => sum + run.width, 0), y, style);
  }

  /** Draws lines below one another, each sign in the face that has it. */
  private draw(
    lines: readonly Line[],
    x: number,
    y: number,
    { size, color = INK }: { readonly size: number; readonly color?: string; readonly isBold?: boolean | undefined },
  ): void {
    lines.forEach((line, n) => {
      const baseline = y + n * size * LEADING + size;
      let at = x;
      for (const { text, face, width } of line) {
        if (face === 'none') this.unknown(text, at, baseline, size);
        else this.run(text, face, at, baseline, size, color);
        at += width;
      }
    });
  }

  private run(text: string, face: Face, x: number, baseline: number, size: number, color: string): void {
    this.doc.font(face).fontSize(size).fillColor(color);
    this.doc.text(text, x, baseline, { lineBreak: false, baseline: 'alphabetic' });
  }

  /** A sign that no face has: a frame with its number, so that it can be looked up and is not taken for another. */
  private unknown(sign: string, x: number, baseline: number, size: number): void {
    const code = (sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    const [top, bottom] = [code.slice(0, Math.ceil(code.length / 2)), code.slice(Math.ceil(code.length / 2))];
    const box = size * 0.94;
    const small = size * 0.4;
    this.doc
      .lineWidth(0.4)
      .strokeColor(INK)
      .rect(x, baseline - box + 1, box, box)
      .stroke();
    this.run(top, 'regular', x + 1, baseline - box / 2, small, INK);
    this.run(bottom, 'regular', x + 1, baseline, small, INK);
  }

  private qr(text: string, x: number, y: number, size: number): void {
    const { modules } = qrOf(text, { errorCorrectionLevel: 'M' });
    const step = size / modules.size;
    this.doc.fillColor(INK);
    for (let row = 0; row < modules.size; row += 1)
      for (let column = 0; column < modules.size; column += 1)
        if (modules.get(row, column)) this.doc.rect(x + column * step, y + row * step, step, step);
    this.doc.fill();
  }
}

/** A small card that fills from its top. */
export interface Card {
  line(text: string, size: number, isBold?: boolean): void;
  code(text: string): void;
}

const heightOf = (lines: readonly Line[], size: number): number => lines.length * size * LEADING;
