import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import PDFDocument from 'pdfkit';
import { create as qrOf } from 'qrcode';

const fontFile = (weight: string): Buffer =>
  readFileSync(createRequire(import.meta.url).resolve(`@expo-google-fonts/noto-sans-sc/${weight}/NotoSansSC_${weight}.ttf`));
let fonts: { regular: Buffer; bold: Buffer } | undefined;
const fontsOnce = (): { regular: Buffer; bold: Buffer } => {
  fonts ??= { regular: fontFile('400Regular'), bold: fontFile('700Bold') };
  return fonts;
};

/** Points; A4 with room for a punch. */
const PAGE = { width: 595.28, height: 841.89, margin: 48 } as const;
const INNER = PAGE.width - 2 * PAGE.margin;
const INK = '#1d2b26';
const FAINT = '#6b7a73';
const LINE = '#9aa8a1';

/** A label in both languages with what stands beside it; an empty value leaves a line to write on. */
export interface Cell {
  readonly label: string;
  readonly value: string;
  /** Takes the whole row. */
  readonly isWide?: boolean;
}

/** Points at the foot of a page that lists leave free. */
const FOOT = 24;

/** A printed page that fills from the top. Forms are one page, whatever people typed; lists go on on the next. */
export class Sheet {
  private readonly doc: PDFKit.PDFDocument;
  private y: number = PAGE.margin;

  constructor(title: string, no: string) {
    const { regular, bold } = fontsOnce();
    this.doc = new PDFDocument({ size: 'A4', margin: 0, info: { Title: `${no} ${title}` } });
    this.doc.registerFont('regular', regular).registerFont('bold', bold);
  }

  /** The name of the form in both languages, its number, and the number as a QR code. */
  head(company: string, title: string, subtitle: string, no: string): void {
    const { doc } = this;
    this.qr(no, PAGE.width - PAGE.margin - 64, this.y, 64);
    this.text(company, PAGE.margin, this.y, { size: 9, color: FAINT, width: INNER - 160 });
    this.text(title, PAGE.margin, this.y + 14, { size: 20, isBold: true, width: INNER - 160 });
    this.text(subtitle, PAGE.margin, this.y + 42, { size: 11, color: FAINT, width: INNER - 160 });
    doc.font('bold').fontSize(13).fillColor(INK);
    doc.text(no, PAGE.width - PAGE.margin - 160, this.y + 24, { width: 88, align: 'right', lineBreak: false });
    this.y += 74;
    this.rule();
  }

  /** Rows of two cells, or of one wide cell. */
  grid(cells: readonly Cell[], rowHeight = 34): void {
    let column = 0;
    for (const { label, value, isWide } of cells) {
      if (isWide && column === 1) this.y += rowHeight;
      column = isWide ? 0 : column;
      const width = isWide ? INNER : INNER / 2;
      const x = PAGE.margin + column * (INNER / 2);
      this.doc.lineWidth(0.5).strokeColor(LINE).rect(x, this.y, width, rowHeight).stroke();
      this.text(label, x + 6, this.y + 3, { size: 7.5, color: FAINT, width: width - 12, height: 10 });
      this.text(value, x + 6, this.y + 14, { size: 10, width: width - 12, height: rowHeight - 15 });
      column = isWide ? 0 : 1 - column;
      if (column === 0) this.y += rowHeight;
    }
    if (column === 1) this.y += rowHeight;
  }

  /** A tall box for a longer text, or to write in. What does not fit ends with an ellipsis. */
  box(label: string, value: string, height: number): void {
    this.doc.lineWidth(0.5).strokeColor(LINE).rect(PAGE.margin, this.y, INNER, height).stroke();
    this.text(label, PAGE.margin + 6, this.y + 4, { size: 7.5, color: FAINT, width: INNER - 12, height: 10 });
    this.text(value, PAGE.margin + 6, this.y + 17, { size: 10, width: INNER - 12, height: height - 20 });
    this.y += height;
  }

  /** Squares to tick by hand, the ticked ones filled in. */
  ticks(label: string, items: readonly { readonly text: string; readonly isTicked: boolean }[]): void {
    this.text(label, PAGE.margin, this.y + 8, { size: 7.5, color: FAINT, width: INNER });
    this.y += 20;
    for (const { text, isTicked } of items) {
      const x = PAGE.margin;
      this.doc
        .lineWidth(0.8)
        .strokeColor(INK)
        .rect(x, this.y + 2, 9, 9)
        .stroke();
      if (isTicked)
        this.doc
          .moveTo(x + 2, this.y + 6.5)
          .lineTo(x + 4, this.y + 9)
          .lineTo(x + 8, this.y + 3)
          .stroke();
      this.text(text, x + 15, this.y, { size: 9, width: INNER - 20, height: 14 });
      this.y += 15;
    }
    this.y += 6;
  }

  paragraph(text: string, size = 10.5, height = 120): void {
    this.y += 10;
    this.text(text, PAGE.margin, this.y, { size, width: INNER, height });
    this.y += Math.min(height, this.doc.font('regular').fontSize(size).heightOfString(text, { width: INNER, lineGap: 3 })) + 8;
  }

  /** The title of a part; it does not stand alone at the foot of a page. */
  heading(text: string): void {
    this.roomFor(60);
    this.y += 10;
    this.text(text, PAGE.margin, this.y, { size: 12, isBold: true, width: INNER });
    this.y += 22;
  }

  /** One line of a list, on as many lines as it needs. */
  line(text: string): void {
    const height = this.doc.font('regular').fontSize(9).heightOfString(printable(text), { width: INNER, lineGap: 2 });
    this.roomFor(height + 4);
    this.text(text, PAGE.margin, this.y, { size: 9, width: INNER });
    this.y += height + 4;
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

  /** Goes on on a new page where this one has no room left. */
  private roomFor(height: number): void {
    if (this.y + height <= PAGE.height - PAGE.margin - FOOT) return;
    this.doc.addPage({ size: 'A4', margin: 0 });
    this.y = PAGE.margin;
  }

  gap(points: number): void {
    this.y += points;
  }

  /** Lines for signatures, side by side, at the foot of the page. */
  signatures(labels: readonly string[]): void {
    this.y = Math.max(this.y + 24, PAGE.height - PAGE.margin - 90);
    const width = INNER / labels.length;
    labels.forEach((label, n) => {
      const x = PAGE.margin + n * width;
      this.doc
        .lineWidth(0.7)
        .strokeColor(INK)
        .moveTo(x, this.y + 26)
        .lineTo(x + width - 16, this.y + 26)
        .stroke();
      this.text(label, x, this.y + 30, { size: 8, color: FAINT, width: width - 16 });
    });
    this.y += 48;
  }

  foot(text: string): void {
    this.text(text, PAGE.margin, PAGE.height - PAGE.margin - 12, { size: 7.5, color: FAINT, width: INNER, height: 22 });
  }

  async bytes(): Promise<Buffer> {
    const { doc } = this;
    const parts: Buffer[] = [];
    const done = new Promise<Buffer>((resolve, reject) => {
      doc.on('data', (part: Buffer) => parts.push(part));
      doc.on('end', () => resolve(Buffer.concat(parts)));
      doc.on('error', reject);
    });
    doc.end();
    return done;
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

  private text(
    text: string,
    x: number,
    y: number,
    style: { size: number; width: number; height?: number; color?: string; isBold?: boolean },
  ): void {
    this.doc
      .font(style.isBold ? 'bold' : 'regular')
      .fontSize(style.size)
      .fillColor(style.color ?? INK);
    this.doc.text(printable(text), x, y, {
      width: style.width,
      lineGap: 2,
      ...(style.height ? { height: style.height, ellipsis: '…' } : {}),
    });
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

/** The font has no pictures: an emoji on paper would be an empty box. Its curly apostrophe is as wide as a Chinese sign. */
const printable = (text: string): string =>
  text
    .replace(/\p{Extended_Pictographic}(\u200D\p{Extended_Pictographic}|[\uFE0F\u{1F3FB}-\u{1F3FF}])*/gu, '')
    .replace(/[\uFE0F\u200D]/g, '')
    .replace(/(?<=[A-Za-z])’/g, "'");
