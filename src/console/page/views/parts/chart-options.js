const DAY = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric', timeZone: 'UTC' });
const HOUR = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hour12: false, timeZone: 'UTC' });

/** Length of a bucket in seconds. */
const LENGTH = { hour: 3_600, day: 86_400 };

/** Stacked bars: each value is the sum of the series up to it, and the highest is drawn first. */
export function stacked(series) {
  const sums = series[0].values.map(() => 0);
  return series
    .map((one) => ({ ...one, values: one.values.map((value, index) => (sums[index] += value ?? 0)) }))
    .toReversed();
}

/** Options of uPlot for a chart in the colors and the font of the page. */
export function chartOptions(uPlot, element, { bucket, series, bars, unit, height }) {
  const style = getComputedStyle(element);
  const color = (name) => style.getPropertyValue(`--${name}`).trim();
  const line = { stroke: color('line'), width: 1 };
  const axis = { stroke: color('muted'), font: `12px ${style.fontFamily}`, ticks: { ...line, size: 4 }, gap: 6 };
  const look = bars
    ? (tone) => ({ fill: color(tone), width: 0, points: { show: false }, paths: uPlot.paths.bars({ size: [0.6, 32] }) })
    : (tone) => ({ stroke: color(tone), width: 2, points: { show: true, size: 6, fill: color(tone) } });
  return {
    width: element.clientWidth,
    height,
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1_000), 'Etc/UTC'),
    legend: { show: false },
    cursor: { show: false },
    scales: {
      // Half a bucket more on both sides, so that the first and the last bar are not cut off.
      x: { range: (_chart, min, max) => [min - LENGTH[bucket] / 2, max + LENGTH[bucket] / 2] },
      y: { range: (_chart, _min, max) => [0, unit === '%' ? 100 : Math.max(max * 1.1, 4)] },
    },
    axes: [
      { ...axis, grid: { show: false }, space: 60, values: (_chart, ticks) => ticks.map((time) => tick(time, bucket)) },
      { ...axis, grid: line, size: 64, values: (_chart, ticks) => ticks.map((value) => withUnit(value, unit)) },
    ],
    series: [{}, ...series.map(({ label, tone }) => ({ label, ...look(tone) }))],
  };
}

const withUnit = (value, unit) => `${value.toLocaleString('en')}${unit === '%' || unit === '' ? unit : ` ${unit}`}`;

function tick(seconds, bucket) {
  const time = new Date(seconds * 1_000);
  const isMidnight = seconds % 86_400 === 0;
  if (bucket === 'hour' && !isMidnight) return HOUR.format(time);
  return bucket === 'hour' || isMidnight ? DAY.format(time) : '';
}
