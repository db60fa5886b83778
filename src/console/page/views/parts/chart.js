import { html, useEffect, useRef } from '../../lib/preact.js';
import { chartOptions, stacked } from './chart-options.js';

const HEIGHT = 200;

/**
 * A chart over time, with a summary for screen readers.
 * @param {{
 *   label: string,
 *   times: number[],
 *   bucket: 'hour' | 'day',
 *   series: { label: string, tone: string, values: (number | null)[] }[],
 *   bars?: boolean,
 *   unit?: string,
 * }} given `times` in seconds; bars are stacked
 */
export function Chart({ label, times, bucket, series, bars = false, unit = '' }) {
  const place = useRef(null);
  const data = JSON.stringify([times, series]);
  useEffect(() => {
    const element = place.current;
    let chart = null;
    let isGone = false;
    const draw = async () => {
      const { uPlot } = await import('../../lib/uplot.js');
      if (isGone) return;
      chart?.destroy();
      const drawn = bars ? stacked(series) : series;
      const options = chartOptions(uPlot, element, { bucket, series: drawn, bars, unit, height: HEIGHT });
      chart = new uPlot(options, [times, ...drawn.map(({ values }) => values)], element);
    };
    const resized = new ResizeObserver(() => chart?.setSize({ width: element.clientWidth, height: HEIGHT }));
    resized.observe(element);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', draw);
    void draw();
    return () => {
      isGone = true;
      resized.disconnect();
      scheme.removeEventListener('change', draw);
      chart?.destroy();
    };
  }, [data]);
  return html`
    ${
      series.length > 1 &&
      html`<ul class="legend">
        ${series.map(({ label: name, tone }) => html`<li><i class=${`fill-${tone}`}></i>${name}</li>`)}
      </ul>`
    }
    <div
      class="chart"
      ref=${place}
      role="img"
      aria-label=${`${label}. ${series.map((one) => summary(one, unit)).join('; ')}`}
    ></div>
  `;
}

function summary({ label, values }, unit) {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return `${label}: no data`;
  return `${label}: ${Math.round(Math.min(...known))} to ${Math.round(Math.max(...known))} ${unit}`;
}
