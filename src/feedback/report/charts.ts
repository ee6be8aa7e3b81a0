import type { Chart, Tone } from './document.ts';
import { count, percent } from './format.ts';
import { type Html, html } from './html.ts';

const width = 720;
const labelWidth = 190;
const valueWidth = 110;
const rowHeight = 26;
const plotHeight = 220;
const top = 34;

/** Classes of the page give them their colours, on the screen and in print; the dashes tell lines apart without them. */
const dashes: Record<Tone, string> = { plain: '', positive: '', neutral: '2 3', negative: '7 4', mixed: '2 6' };

/** A chart as SVG, with a title and a description for those who cannot see it. `id` is unique in the page. */
export function chartSvg(chart: Chart, id: string): Html {
  const [content, height] = chart.type === 'line' ? lines(chart) : bars(chart);
  return html`<svg class="chart" role="img" viewBox="0 0 ${width} ${height}" aria-labelledby="${id}-title ${id}-text">
<title id="${id}-title">${chart.title}</title><desc id="${id}-text">${chart.description}</desc>
${legend(chart)}${content}</svg>`;
}

function legend({ series, type }: Chart): Html {
  if (series.length < 2) return html``;
  const step = 150;
  return html`${series.map(({ name, tone }, i) => {
    const x = 4 + i * step;
    const mark =
      type === 'line'
        ? html`<line class="line ${tone}" x1="${x}" x2="${x + 18}" y1="13" y2="13" stroke-dasharray="${dashes[tone]}"/>`
        : html`<rect class="fill ${tone}" x="${x}" y="6" width="14" height="14"/>`;
    return html`${mark}<text x="${x + 24}" y="18">${name}</text>`;
  })}`;
}

/** One row a category; several series lie behind each other in a row. */
function bars({ categories, series, format }: Chart): [Html, number] {
  const totals = categories.map((_, i) => series.reduce((sum, { values }) => sum + (values[i] ?? 0), 0));
  const scale = (width - labelWidth - valueWidth) / Math.max(1e-9, ...totals);
  const rows = categories.map((category, i) => {
    const y = top + i * rowHeight;
    let x = labelWidth;
    const parts = series.map(({ values, tone, name }) => {
      const value = values[i] ?? 0;
      const length = value * scale;
      const part = html`<rect class="fill ${tone}" x="${fixed(x)}" y="${y + 4}" width="${fixed(length)}" height="17"><title>${category} · ${name}: ${write(value, format)}</title></rect>`;
      x += length;
      return part;
    });
    const said = series.map(({ values }) => write(values[i] ?? null, format)).join(' / ');
    return html`<text text-anchor="end" x="${labelWidth - 8}" y="${y + 17}">${short(category)}</text>${parts}<text x="${fixed(x + 6)}" y="${y + 17}">${said}</text>`;
  });
  return [html`${rows}`, top + categories.length * rowHeight + 8];
}

function lines({ categories, series, format }: Chart): [Html, number] {
  const values = series.flatMap((one) => one.values).filter((value) => value !== null);
  const most = Math.max(1e-9, ...values);
  const left = 56;
  const bottom = top + plotHeight;
  const x = (i: number): number => left + ((width - left - 12) * i) / Math.max(1, categories.length - 1);
  const y = (value: number): number => bottom - (plotHeight * Math.max(0, value)) / most;
  const grid = [0, 0.5, 1].map((part) => {
    const at = fixed(y(part * most));
    return html`<line class="grid" x1="${left}" x2="${width - 12}" y1="${at}" y2="${at}"/><text text-anchor="end" x="${left - 6}" y="${fixed(y(part * most) + 4)}">${write(part * most, format)}</text>`;
  });
  const every = Math.max(1, Math.ceil(categories.length / 8));
  const names = categories.map((category, i) =>
    i % every === 0 ? html`<text text-anchor="middle" x="${fixed(x(i))}" y="${bottom + 18}">${category}</text>` : '',
  );
  const paths = series.map(({ values: ofSeries, tone }) => {
    let pen = 'M';
    const path = ofSeries.map((value, i) => {
      if (value === null) {
        pen = 'M';
        return '';
      }
      const point = `${pen}${fixed(x(i))} ${fixed(y(value))}`;
      pen = 'L';
      return point;
    });
    const points = ofSeries.map((value, i) =>
      value === null ? '' : html`<circle class="fill ${tone}" cx="${fixed(x(i))}" cy="${fixed(y(value))}" r="2.5"/>`,
    );
    return html`<path class="line ${tone}" d="${path.join('')}" stroke-dasharray="${dashes[tone]}"/>${points}`;
  });
  return [html`${grid}${names}${paths}`, bottom + 28];
}

function fixed(value: number): string {
  return value.toFixed(1);
}

function write(value: number | null, format: Chart['format']): string {
  if (value === null) return '–';
  if (format === 'percent') return percent(value);
  return format === 'count' && Number.isInteger(value) ? count(value) : value.toFixed(1);
}

/** Fits beside the bars; Chinese characters are twice as wide as Latin ones. */
function short(name: string): string {
  let room = 26;
  let kept = '';
  for (const character of name) {
    room -= character.codePointAt(0)! > 0x2e7f ? 2 : 1;
    if (room < 0) return `${kept}…`;
    kept += character;
  }
  return kept;
}
