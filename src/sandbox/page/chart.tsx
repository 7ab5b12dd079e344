import type { Json } from './api.js';

const COLOURS = ['#1d6f8f', '#d9a13b', '#5b8c5a', '#9a5a7d', '#666', '#b5533c'];
const HEIGHT = 120;
const GROUP = 110;
const TOP = 16;
const GAP = 8;

/** A chart: its bars side by side by category, with what they stand for below. Lines and areas are drawn as bars, too. */
export function Chart({ block }: { block: Json }) {
  const { series, axis_config: axis } = block.chart;
  const categories: string[] = axis.categories;
  const values: number[] = series.flatMap(({ data }: Json) => data.map(({ value }: Json) => value));
  const most = Math.max(1, ...values);
  const width = (GROUP - 2 * GAP) / series.length;
  return (
    <figure class="chart">
      <figcaption>{block.title}</figcaption>
      <svg viewBox={`0 0 ${categories.length * GROUP} ${HEIGHT + TOP + 22}`} role="img" aria-label={block.title}>
        {categories.map((label, n) => (
          <g key={label} transform={`translate(${n * GROUP} 0)`}>
            {series.map(({ name, data }: Json, m: number) => {
              const value = data.find((point: Json) => point.label === label)?.value ?? 0;
              const height = (value / most) * HEIGHT;
              return (
                <g key={name}>
                  <rect x={GAP + m * width} y={TOP + HEIGHT - height} width={width - 2} height={height} fill={COLOURS[m]} />
                  <text x={GAP + (m + 0.5) * width} y={TOP + HEIGHT - height - 4} text-anchor="middle" font-size="11">
                    {value}
                  </text>
                </g>
              );
            })}
            <text x={GROUP / 2} y={HEIGHT + TOP + 16} text-anchor="middle" font-size="12">
              {label}
            </text>
          </g>
        ))}
      </svg>
      <div class="legend">
        {series.map(({ name }: Json, m: number) => (
          <span key={name}>
            <i style={{ background: COLOURS[m] }} /> {name}
          </span>
        ))}
      </div>
    </figure>
  );
}
