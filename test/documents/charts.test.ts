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
    const columns = Array.from({ length: 31 }, (_, n) => ({ label: String(n + 1), below: 'M', isOff: false }));
    const rows = Array.from({ length: 60 }, (_, n) => `P-${n} 门店收银系统`);
    const cells = rows.flatMap((_, row) => columns.map((_day, column) => [column, row, 1] as const));
    const levels = [
      { words: 'ok', color: '#00ff00', sign: '' },
      { words: 'missed', color: '#ff0000', sign: '' },
    ];
    const png = await heatMapPicture({
      title: 'Month',
      columns,
      rows,
      totals: { head: '', rows: rows.map(() => '') },
      off: 'off',
      cells,
      levels,
    });
    const { width, height } = await loadImage(png);
    // The middle of the last cell: right and bottom margins of 110 and 70, cells of 27 by 22, all one and a half times as large.
    expect(await colorsOf(png, [Math.round(width - 1.5 * (110 + 13)), Math.round(height - 1.5 * (70 + 11))])).toEqual(new Set(['255,0,0']));
    await new Promise((resolve) => setTimeout(resolve, 100));
  });

  test('fresh eye: long names beside a map have the room that they need', async () => {
    const widthOf = async (name: string): Promise<number> => {
      const map = { title: '', columns: [{ label: '1', below: 'M', isOff: false }], totals: { head: '', rows: [''] }, off: '', cells: [] };
      const png = await heatMapPicture({ ...map, rows: [name], levels: [{ words: 'ok', color: '#00ff00', sign: '' }] });
      return (await loadImage(png)).width;
    };
    const [short, long, endless] = await Promise.all(
      ['P-1 收银', 'P-2 会员积分与储值卡管理系统（总部机房）'.repeat(1), '很长'.repeat(200)].map(widthOf),
    );
    expect(long ?? 0).toBeGreaterThan(short ?? 0);
    expect(endless ?? 0).toBeLessThan((short ?? 0) + 600);
  });

  test('O33: in grey too each state of a day is another, and has its sign', async () => {
    const states = [
      { words: 'ok', color: '#d3ecdf', sign: '✓' },
      { words: 'open', color: '#ffffff', sign: '○' },
      { words: 'finding', color: '#f0b03f', sign: '!' },
      { words: 'missed', color: '#c2492f', sign: '×' },
    ];
    const picture = (levels: typeof states) =>
      heatMapPicture({
        title: 'Month',
        columns: states.map((_, n) => ({ label: String(n + 1), below: 'M', isOff: n === 0 })),
        rows: ['P-1', 'P-2'],
        totals: { head: 'done/missed', rows: ['1 / 2', '0 / 0'] },
        off: 'no work day',
        cells: states.map((_, n) => [n, 0, n] as const),
        levels,
      });
    const png = await picture(states);
    const grey = ([r = 0, g = 0, b = 0]: number[]): number => Math.round(0.299 * r + 0.587 * g + 0.114 * b);
    const ofColumn = async (column: number, row: number) => {
      const at = [Math.round(1.5 * (230 + 27 * column + 4)), Math.round(1.5 * (84 + 22 * row + 4))] as const;
      const [color = ''] = await colorsOf(png, at);
      return grey(color.split(',').map(Number));
    };
    const greys = await Promise.all(states.map((_, column) => ofColumn(column, 0)));
    const [ok = 0, open = 0, finding = 0, missed = 0] = greys;
    for (const [a, b] of [
      [open, ok],
      [ok, finding],
      [finding, missed],
    ])
      expect((a ?? 0) - (b ?? 0)).toBeGreaterThan(15);
    // A day without work is marked where nothing was looked at; signs are drawn.
    expect(await ofColumn(0, 1)).toBeLessThan(255);
    expect(await ofColumn(1, 1)).toBe(255);
    expect(png.equals(await picture(states.map((state) => ({ ...state, sign: '' }))))).toBe(false);
  });

  test('O33: a day that was missed leaves a gap, and days stand as far apart as they are', async () => {
    const trend = (days: readonly (readonly [string, number | undefined])[]) =>
      trendPicture({ title: 'CPU', points: days.map(([at, value]) => ({ at, value })) });
    const whole = await trend([
      ['2026-11-01', 40],
      ['2026-11-02', 60],
      ['2026-11-20', 40],
    ]);
    const gap = await trend([
      ['2026-11-01', 40],
      ['2026-11-02', undefined],
      ['2026-11-20', 40],
    ]);
    const green = async (png: Buffer, day: number): Promise<boolean> => {
      // Between the margins of 52 and 20 of 520 pixels, 19 days.
      const x = Math.round(1.5 * (52 + (448 * (day - 1)) / 19));
      for (let y = 60; y < 280; y += 1) if ((await colorsOf(png, [x, y])).has('46,125,91')) return true;
      return false;
    };
    expect(await green(whole, 10)).toBe(true);
    expect(await green(gap, 10)).toBe(false);
  });

  test('a trend shows its limits, and one number alone is a trend too', async () => {
    const within = await trendPicture({ title: 'CPU 使用率 %', points: [{ at: '2026-11-01', value: 40 }], min: 0, max: 90 });
    const bare = await trendPicture({ title: 'CPU 使用率 %', points: [{ at: '2026-11-01', value: 40 }] });
    expect([...(await colorsOf(within))]).toContain('200,85,61');
    expect([...(await colorsOf(bare))]).not.toContain('200,85,61');
  });
});
