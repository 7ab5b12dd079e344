import { createRequire } from 'node:module';
import { type Canvas, createCanvas, GlobalFonts } from '@napi-rs/canvas';
import { HeatmapChart, LineChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent, TitleComponent, VisualMapComponent } from 'echarts/components';
import { type ECharts, init, setPlatformAPI, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

use([HeatmapChart, LineChart, GridComponent, MarkLineComponent, TitleComponent, VisualMapComponent, CanvasRenderer]);

const FONT = 'Noto Sans SC';
const INK = '#1d2b26';
GlobalFonts.registerFromPath(
  createRequire(import.meta.url).resolve('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf'),
  FONT,
);
// What echarts asks of a browser; its own types name the browser's elements.
const asElement = (canvas: Canvas): HTMLCanvasElement => canvas as object as HTMLCanvasElement;
// Heat maps are painted for 15 ms and go on in the next frame; by a clock that stands still all is painted in the first.
setPlatformAPI({ createCanvas: () => asElement(createCanvas(32, 32)), getTime: () => 0 });

/** Pixels for each point: sharp on most screens, and half the work of two. */
const SHARPNESS = 1.5;

/** Draws once, without motion. What takes longest, packing the PNG, is done beside the event loop. */
async function draw(width: number, height: number, option: Parameters<ECharts['setOption']>[0]): Promise<Buffer> {
  const canvas = createCanvas(width, height);
  const chart = init(asElement(canvas), null, { width, height, devicePixelRatio: SHARPNESS });
  chart.setOption({ animation: false, backgroundColor: '#ffffff', textStyle: { fontFamily: FONT, color: INK }, ...option });
  const png = await canvas.encode('png');
  chart.dispose();
  return png;
}

/** A level of a heat map with its words and colour. */
export interface HeatLevel {
  readonly words: string;
  readonly color: string;
  /** Stands in each cell, so that the map is read in black and white too. */
  readonly sign: string;
}

export interface HeatMap {
  readonly title: string;
  /** Each with a second line below, and whether nobody works then. */
  readonly columns: readonly { readonly label: string; readonly below: string; readonly isOff: boolean }[];
  readonly rows: readonly string[];
  /** At the end of each row, below these words. */
  readonly totals: { readonly head: string; readonly rows: readonly string[] };
  /** What the columns are called in which nobody works. */
  readonly off: string;
  /** Column, row and level of each cell that is not empty. */
  readonly cells: readonly (readonly [column: number, row: number, level: number])[];
  readonly levels: readonly HeatLevel[];
}

/** A day without work. */
const OFF = '#eceeed';
const CELL = { width: 27, height: 22 } as const;
const MARGIN = { right: 110, top: 84, bottom: 70 } as const;
/** The labels have as much room as the longest of them needs, within this. */
const LABELS = { least: 205, most: 430, beside: 25, size: 12 } as const;

/** The room that these labels need, in pixels. */
function roomFor(labels: readonly string[]): number {
  const context = createCanvas(1, 1).getContext('2d');
  context.font = `${LABELS.size}px "${FONT}"`;
  const longest = Math.max(0, ...labels.map((label) => Math.ceil(context.measureText(label).width)));
  return Math.min(Math.max(longest, LABELS.least), LABELS.most);
}

/** A grid of days and what was looked at on them, as a PNG; the first row stands on top. */
export function heatMapPicture({ title, columns, rows, totals, off, cells, levels }: HeatMap): Promise<Buffer> {
  const room = roomFor(rows);
  const left = room + LABELS.beside;
  const width = left + MARGIN.right + columns.length * CELL.width;
  const height = MARGIN.top + MARGIN.bottom + rows.length * CELL.height;
  const label = { color: INK, fontFamily: FONT };
  const filled = new Set(cells.map(([column, row]) => `${column} ${row}`));
  const idle = columns.flatMap(({ isOff }, column) =>
    isOff ? rows.flatMap((_, row) => (filled.has(`${column} ${row}`) ? [] : [[column, row, levels.length] as const])) : [],
  );
  const signs = [...levels.map(({ sign }) => sign), ''];
  return draw(width, height, {
    title: { text: title, left: 16, top: 12, textStyle: { ...label, fontSize: 17 } },
    grid: { left, right: MARGIN.right, top: MARGIN.top, bottom: MARGIN.bottom },
    xAxis: {
      type: 'category',
      data: columns.map(({ label: day, below, isOff }) => `${day}\n${isOff ? `(${below})` : below}`),
      position: 'top',
      axisTick: { show: false },
      axisLine: { show: false },
      axisLabel: { ...label, interval: 0, fontSize: 11 },
    },
    yAxis: [
      {
        type: 'category',
        data: [...rows],
        inverse: true,
        axisTick: { show: false },
        axisLabel: { ...label, fontSize: LABELS.size, width: room, overflow: 'truncate', interval: 0 },
      },
      {
        type: 'category',
        data: [...totals.rows],
        name: totals.head,
        nameTextStyle: { ...label, fontSize: 11, align: 'left' },
        nameLocation: 'start',
        position: 'right',
        inverse: true,
        axisTick: { show: false },
        axisLine: { show: false },
        axisLabel: { ...label, interval: 0 },
      },
    ],
    visualMap: {
      type: 'piecewise',
      orient: 'horizontal',
      left: 'center',
      bottom: 14,
      textStyle: label,
      pieces: [
        ...levels.map(({ words, color, sign }, level) => ({ value: level, label: `${sign} ${words}`.trim(), color })),
        { value: levels.length, label: off, color: OFF },
      ],
    },
    series: [
      {
        type: 'heatmap',
        data: [...cells, ...idle].map((cell) => [...cell]),
        label: {
          show: true,
          ...label,
          fontSize: 12,
          formatter: ({ value }: { value?: unknown }) => signs[Array.isArray(value) ? Number(value[2]) : -1] ?? '',
        },
        itemStyle: { borderColor: '#c9d2cd', borderWidth: 1 },
      },
    ],
  });
}

export interface Trend {
  readonly title: string;
  /** By local day; of one that was missed nothing is known, and the line has a gap. */
  readonly points: readonly { readonly at: string; readonly value: number | undefined }[];
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

const LIMIT = '#c8553d';

/** A number over time with its limits, as a PNG. */
export function trendPicture({ title, points, min, max }: Trend): Promise<Buffer> {
  const label = { color: INK, fontFamily: FONT };
  const limits = [min, max].filter((limit) => limit !== undefined);
  const values = [...points.flatMap(({ value }) => value ?? []), ...limits];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = (high - low || 1) * 0.1;
  return draw(520, 200, {
    title: { text: title, left: 8, top: 6, textStyle: { ...label, fontSize: 13, width: 500, overflow: 'truncate' } },
    grid: { left: 52, right: 20, top: 40, bottom: 28 },
    xAxis: { type: 'time', axisLabel: { ...label, hideOverlap: true, formatter: '{MM}-{dd}' }, splitNumber: 6 },
    yAxis: { type: 'value', min: Math.floor(low - room), max: Math.ceil(high + room), axisLabel: label, splitNumber: 4 },
    series: [
      {
        type: 'line',
        connectNulls: false,
        data: points.map(({ at, value }) => [at, value ?? null]),
        symbolSize: 5,
        lineStyle: { color: '#2e7d5b', width: 2 },
        itemStyle: { color: '#2e7d5b' },
        markLine: {
          symbol: 'none',
          data: limits.map((limit) => ({ yAxis: limit })),
          lineStyle: { color: LIMIT, type: 'dashed' },
          label: { ...label, position: 'insideEndTop' },
        },
      },
    ],
  });
}
