import { writeFile } from 'node:fs/promises';
import { createCanvas, loadImage } from '@napi-rs/canvas';

const GAP = 8;
const QUALITY = 70;

/** Pictures beside each other, so many in a row, each as wide as said, in one file for the docs. */
export async function writeContactSheet(name: string, shots: readonly Buffer[], across: number, width: number): Promise<void> {
  const images = await Promise.all(shots.map((shot) => loadImage(shot)));
  const placed = images.map((image, n) => ({
    image,
    column: n % across,
    row: Math.floor(n / across),
    height: (image.height * width) / image.width,
  }));
  const rows = Math.ceil(images.length / across);
  const heights = Array.from({ length: rows }, (_, row) =>
    Math.max(...placed.filter((one) => one.row === row).map(({ height }) => height)),
  );
  const topOf = (row: number): number => heights.slice(0, row).reduce((sum, height) => sum + height + GAP, 0);
  const canvas = createCanvas(across * (width + GAP) - GAP, Math.ceil(topOf(rows) - GAP));
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#888';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  for (const { image, column, row, height } of placed) pen.drawImage(image, column * (width + GAP), topOf(row), width, height);
  await writeFile(`docs/pictures/${name}.webp`, canvas.toBuffer('image/webp', QUALITY));
}
