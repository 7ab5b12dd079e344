import PDFDocument from 'pdfkit';
import { create as qrOf } from 'qrcode';
import { withoutMarks } from '../cases/text.js';
import { type Face, faceForDocument, LEADING, type Line, linesOf, type Measure, type Style } from './typesetting.js';

const INK = '#1d2b26';
export const FAINT = '#6b7a73';
const LINE = '#9aa8a1';

/** How lines are drawn: their size in points, and their colour. */
type Look = Pick<Style, 'size' | 'isBold'> & { readonly color?: string | undefined };

/** Draws on the page of a PDF, each sign in the face that has it. Lengths are points from the upper left corner. */
export class Pen {
  private readonly doc: PDFKit.PDFDocument;
  private readonly faces = new Set<Face>();

  constructor(title: string) {
    this.doc = new PDFDocument({ size: 'A4', margin: 0, info: { Title: title }, autoFirstPage: false, bufferPages: true });
  }

  /** From now on in this face, which is read and put into the document when it is wanted first. */
  private in(face: Face, size: number): PDFKit.PDFDocument {
    if (!this.faces.has(face)) this.doc.registerFont(face, faceForDocument(face));
    this.faces.add(face);
    return this.doc.font(face).fontSize(size);
  }

  addPage(): void {
    this.doc.addPage({ size: 'A4', margin: 0 });
  }

  /** Goes back to a page, counted from 0. */
  turnTo(page: number): void {
    this.doc.switchToPage(page);
  }

  readonly measure: Measure = (text, face, size) => this.in(face, size).widthOfString(text);

  /** A text in lines; marks that Slack would format by are not printed. */
  lines(text: string, style: Style): Line[] {
    return text === '' ? [] : linesOf(withoutMarks(text), style, this.measure);
  }

  text(text: string, x: number, y: number, style: Style & { readonly color?: string }): void {
    this.draw(this.lines(text, style), x, y, style);
  }

  /** One line that ends at this place. */
  textTo(text: string, right: number, y: number, { size, isBold }: Look): void {
    const [line = []] = this.lines(text, { size, isBold, width: right });
    this.draw([line], right - line.reduce((sum, run) => sum + run.width, 0), y, { size, isBold });
  }

  /** Draws lines below one another. */
  draw(lines: readonly Line[], x: number, y: number, { size, color = INK }: Look): void {
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
    this.in(face, size).fillColor(color);
    this.doc.text(text, x, baseline, { lineBreak: false, baseline: 'alphabetic' });
  }

  /** A sign that no face has: a frame with its number, so that it can be looked up and is not taken for another. */
  private unknown(sign: string, x: number, baseline: number, size: number): void {
    const code = (sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    const [top, bottom] = [code.slice(0, Math.ceil(code.length / 2)), code.slice(Math.ceil(code.length / 2))];
    const box = size * 0.94;
    const small = size * 0.4;
    this.frame(x, baseline - box + 1, box, box, { width: 0.4, color: INK });
    this.run(top, 'regular', x + 1, baseline - box / 2, small, INK);
    this.run(bottom, 'regular', x + 1, baseline, small, INK);
  }

  frame(x: number, y: number, width: number, height: number, { width: thickness = 0.5, color = LINE } = {}): void {
    this.doc.lineWidth(thickness).strokeColor(color).rect(x, y, width, height).stroke();
  }

  /** A frame to cut along, or to put something into. */
  dashed(x: number, y: number, width: number, height: number): void {
    this.doc.lineWidth(0.6).strokeColor(LINE).dash(3, { space: 3 }).rect(x, y, width, height).stroke().undash();
  }

  rule(x: number, to: number, y: number, thickness: number): void {
    this.doc.lineWidth(thickness).strokeColor(INK).moveTo(x, y).lineTo(to, y).stroke();
  }

  /** A square for the pen, ticked if it is known already. */
  square(x: number, y: number, isTicked: boolean): void {
    this.frame(x, y, 9, 9, { width: 0.8, color: INK });
    if (!isTicked) return;
    this.doc
      .lineWidth(1.4)
      .moveTo(x + 2, y + 4.5)
      .lineTo(x + 4, y + 7)
      .lineTo(x + 8, y + 1)
      .stroke();
  }

  /** A square code that a camera reads. */
  code(text: string, x: number, y: number, size: number): void {
    const { modules } = qrOf(text, { errorCorrectionLevel: 'M' });
    const step = size / modules.size;
    this.doc.fillColor(INK);
    for (let row = 0; row < modules.size; row += 1)
      for (let column = 0; column < modules.size; column += 1)
        if (modules.get(row, column)) this.doc.rect(x + column * step, y + row * step, step, step);
    this.doc.fill();
  }

  picture(png: Buffer, x: number, y: number, width: number, height: number): void {
    this.doc.image(png, x, y, { fit: [width, height] });
  }

  /** Ends the document and gives its bytes. */
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
}
