import { describe, expect, test } from '@jest/globals';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { heatMapPicture, trendPicture } from '../../src/documents/charts.js';

/** The colours of a picture, each once. */
async function colorsOf(png: Buffer, at?: readonly [x: number, y: number]): Promise<Set<string>> {
  const image = await loadImage(png);
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  const [x, y, width, height] = at ? [...at, 1, 1] : [0, 0, image.width, image.height];
  const { data } = context.getImageData(x ?? 0, y ?? 0, width ?? 1, height ?? 1);
  const colors = new Set<string>();
  for (let n = 0; n < data.length; n += 4) colors.add(`${data[n]},${data[n + 1]},${data[n + 2]}`);
  return colors;
}

describe('pictures', () => {
  test('a month of sixty projects is drawn to its last cell at once, and nothing is left to draw later', async () => {
    const columns = Array.from({ length: 31 }, (_, n) => String(n + 1));
    const rows = Array.from({ length: 60 }, (_, n) => `P-${n} 门店收银系统`);
    const cells = rows.flatMap((_, row) => columns.map((_day, column) => [column, row, 1] as const));
    const levels = [
      { words: 'ok', color: '#00ff00' },
      { words: 'missed', color: '#ff0000' },
    ];
    const png = await heatMapPicture({ title: 'Month', columns, rows, cells, levels });
    const { width, height } = await loadImage(png);
    // The middle of the last cell: right and bottom margins of 24 and 70, cells of 27 by 22, all one and a half times as large.
    expect(await colorsOf(png, [Math.round(width - 1.5 * (24 + 13)), Math.round(height - 1.5 * (70 + 11))])).toEqual(new Set(['255,0,0']));
    await new Promise((resolve) => setTimeout(resolve, 100));
  });

  test('a trend shows its limits, and one number alone is a trend too', async () => {
    const within = await trendPicture({ title: 'CPU 使用率 %', points: [{ at: '11-01', value: 40 }], min: 0, max: 90 });
    const bare = await trendPicture({ title: 'CPU 使用率 %', points: [{ at: '11-01', value: 40 }] });
    expect([...(await colorsOf(within))]).toContain('200,85,61');
    expect([...(await colorsOf(bare))]).not.toContain('200,85,61');
  });
});
