import type { Block } from '@slack/types';
import { shorten } from '../../cases/text.js';
import { toPlain } from './mrkdwn.js';

/** Slack's limits of a chart: https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block */
const MAX = { title: 50, label: 20, categories: 20, series: 6 } as const;

const words = (text: string, max: number): string => shorten(toPlain(text), max) || ' ';

/** A chart of bars, which @slack/types does not know yet. */
export interface ChartBlock extends Block {
  readonly type: 'data_visualization';
  readonly title: string;
  readonly chart: {
    readonly type: 'bar';
    readonly series: readonly { readonly name: string; readonly data: readonly { readonly label: string; readonly value: number }[] }[];
    readonly axis_config: { readonly categories: readonly string[] };
  };
}

/** Bars side by side: for each category the value of each series, in their order. Two categories of one name would be one. */
export function barChart(title: string, categories: readonly string[], series: Readonly<Record<string, readonly number[]>>): ChartBlock {
  const labels = categories.slice(0, MAX.categories).map((label) => words(label, MAX.label));
  return {
    type: 'data_visualization',
    title: words(title, MAX.title),
    chart: {
      type: 'bar',
      series: Object.entries(series)
        .slice(0, MAX.series)
        .map(([name, values]) => ({
          name: words(name, MAX.label),
          data: labels.map((label, n) => ({ label, value: values[n] ?? 0 })),
        })),
      axis_config: { categories: labels },
    },
  };
}

/** A chart in words, a line for each category. */
export const chartInWords = ({ title, chart }: ChartBlock): string =>
  [
    title,
    ...chart.axis_config.categories.map(
      (label, n) => `${label}: ${chart.series.map(({ name, data }) => `${name} ${data[n]?.value ?? 0}`).join(' · ')}`,
    ),
  ].join('\n');
