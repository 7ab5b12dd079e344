import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create, type Font } from 'fontkit';
import LineBreaker from 'linebreak';
import { LRUCache } from 'lru-cache';

const packaged = (path: string): Buffer => readFileSync(createRequire(import.meta.url).resolve(`@expo-google-fonts/${path}`));

/** The faces of a page: Chinese and Latin in two weights, and the signs that people type on telephones. */
const FACES = {
  regular: 'noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
  bold: 'noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf',
  signs: 'noto-emoji/400Regular/NotoEmoji_400Regular.ttf',
} as const;
export type Face = keyof typeof FACES;

const loaded = new Map<Face, Font>();

/** A face, read once. */
function faceOf(face: Face): Font {
  const known = loaded.get(face);
  if (known) return known;
  const font = create(packaged(FACES[face]));
  if (!('hasGlyphForCodePoint' in font)) throw new Error(`${FACES[face]} is a collection of fonts`);
  loaded.set(face, font);
  return font;
}

/**
 * A face for one document: its tables, millions of bytes, are read and understood once for all. The signs that were asked for are its own,
 * because fontkit keeps with each the letters by which it was asked for first, and those are what is found and copied in the document.
 */
export const faceForDocument = (face: Face): Font => Object.create(faceOf(face), { _glyphs: { value: {}, writable: true } }) as Font;

/** Some neighbouring signs that one face has; `none` has them: each is drawn as a frame with its number. */
export interface Run {
  readonly text: string;
  readonly face: Face | 'none';
  readonly width: number;
}
export type Line = readonly Run[];

export interface Style {
  /** Points. */
  readonly size: number;
  readonly width: number;
  readonly isBold?: boolean | undefined;
}

/** How wide a text is in one face, in points. */
export type Measure = (text: string, face: Face, size: number) => number;

/** A space above each line, as a share of its size. */
export const LEADING = 1.45;
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
/** What only says how the sign before it is to look. */
const SELECTORS = /\uFE0E|\uFE0F|\u200B|\u200D|[\u{1F3FB}-\u{1F3FF}]/gu;

/** The text as it can be printed. A curly apostrophe is as wide as a Chinese sign. */
const printable = (text: string): string =>
  text
    .replace(SELECTORS, '')
    .replace(/(?<=[A-Za-z])’/g, "'")
    .replace(/\t/g, '    ');

const has = (face: Face, sign: string): boolean => [...sign].every((one) => faceOf(face).hasGlyphForCodePoint(one.codePointAt(0) ?? 0));

/** So many signs are remembered with the face that has them; a form has some hundred. */
const MOST_SIGNS = 5_000;
const facesOf = new LRUCache<string, Run['face']>({ max: MOST_SIGNS });

function faceFor(sign: string, isBold: boolean): Run['face'] {
  const own = isBold ? 'bold' : 'regular';
  const key = `${own} ${sign}`;
  const known = facesOf.get(key);
  if (known) return known;
  const face = has(own, sign) ? own : has('signs', sign) ? 'signs' : 'none';
  facesOf.set(key, face);
  return face;
}

/** Cuts a text where its face changes. */
function runsOf(text: string, { size, isBold = false }: Style, measure: Measure): Run[] {
  const runs: { text: string; face: Run['face'] }[] = [];
  for (const { segment } of graphemes.segment(text)) {
    const face = faceFor(segment, isBold);
    const last = runs.at(-1);
    if (last?.face === face && face !== 'none') last.text += segment;
    else runs.push({ text: segment, face });
  }
  return runs.map((run) => ({ ...run, width: run.face === 'none' ? size : measure(run.text, run.face, size) }));
}

const widthOf = (runs: Line): number => runs.reduce((sum, { width }) => sum + width, 0);

/** The pieces that a text may be cut into between lines (Unicode's rules), and cuts where it must. */
function piecesOf(text: string): string[] {
  const breaker = new LineBreaker(text);
  const pieces: string[] = [];
  let from = 0;
  for (let next = breaker.nextBreak(); next; next = breaker.nextBreak()) {
    pieces.push(text.slice(from, next.position));
    from = next.position;
  }
  return pieces;
}

/** A text as lines of at most this width; a word that is longer than a line is cut where it must be. */
export function linesOf(typed: string, style: Style, measure: Measure): Line[] {
  return printable(typed)
    .split(/\r?\n/)
    .flatMap((paragraph) => {
      const lines: Run[][] = [[]];
      const add = (runs: Line): void => {
        const line = lines.at(-1) ?? [];
        if (line.length > 0 && widthOf(line) + widthOf(runs) > style.width) lines.push([...runs]);
        else line.push(...runs);
      };
      for (const piece of piecesOf(paragraph)) {
        const runs = runsOf(piece, style, measure);
        const trimmed = piece.trimEnd();
        const bare = trimmed === piece ? runs : runsOf(trimmed, style, measure);
        if (widthOf(bare) <= style.width) {
          const line = lines.at(-1) ?? [];
          if (line.length > 0 && widthOf(line) + widthOf(bare) > style.width) lines.push([...runs]);
          else line.push(...runs);
        } else for (const { segment } of graphemes.segment(piece)) add(runsOf(segment, style, measure));
      }
      return lines;
    });
}
