import { chartSvg } from './charts.ts';
import type { Block, ReportDocument, ReportQuote, Table } from './document.ts';
import { cellText } from './format.ts';
import { type Html, html } from './html.ts';
import type { ReportTexts } from './texts/phrases.ts';
import { reportTexts } from './texts/texts.ts';

const style = `
:root{--ink:#1f2933;--soft:#52606d;--paper:#fff;--edge:#cbd2d9;--negative:#c5221f;--positive:#2e7d43;--neutral:#7b8794;--mixed:#b7791f;--plain:#2b5fc1}
body{font:15px/1.6 system-ui,"PingFang SC","PingFang TC","Microsoft YaHei","Microsoft JhengHei","Noto Sans CJK SC",sans-serif;color:var(--ink);background:var(--paper);margin:0}
main{max-width:880px;margin:0 auto;padding:24px}
h1{font-size:26px;margin:0 0 4px}h2{font-size:21px;margin:36px 0 8px;border-bottom:2px solid var(--edge)}h3{font-size:16px;margin:22px 0 4px}
p{margin:6px 0}.soft,figcaption,caption,footer{color:var(--soft)}.lines{white-space:pre-line}
table{border-collapse:collapse;width:100%;margin:10px 0;font-size:13px}caption{text-align:left;font-weight:600;padding:4px 0}
th,td{border:1px solid var(--edge);padding:3px 7px;text-align:left;vertical-align:top;overflow-wrap:anywhere}th{background:rgba(128,128,128,.12)}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
blockquote{margin:6px 0;padding:4px 12px;border-left:4px solid var(--edge);overflow-wrap:anywhere;white-space:pre-wrap}
blockquote.negative{border-color:var(--negative)}blockquote.positive{border-color:var(--positive)}
blockquote footer{font-size:12px;white-space:normal}dt{font-weight:600;margin-top:8px}dd{margin:0 0 0 16px}
figure{margin:12px 0}.chart{width:100%;height:auto}.chart text{font-size:12px;fill:var(--ink)}.grid{stroke:var(--edge)}
.line{fill:none;stroke-width:2}.fill.negative{fill:var(--negative)}.fill.positive{fill:var(--positive)}.fill.neutral{fill:var(--neutral)}.fill.mixed{fill:var(--mixed)}.fill.plain{fill:var(--plain)}
.line.negative{stroke:var(--negative)}.line.positive{stroke:var(--positive)}.line.neutral{stroke:var(--neutral)}.line.mixed{stroke:var(--mixed)}.line.plain{stroke:var(--plain)}
@media screen and (prefers-color-scheme:dark){:root{--ink:#e4e7eb;--soft:#9aa5b1;--paper:#14181d;--edge:#3e4c59;--negative:#f28b82;--positive:#81c995;--neutral:#9aa5b1;--mixed:#fdd663;--plain:#8ab4f8}}
@page{size:A4;margin:18mm 16mm}
@media print{body{font-size:11pt}main{max-width:none;padding:0}h2{break-before:page}section:first-of-type h2{break-before:auto}
h2,h3{break-after:avoid}figure,blockquote,tr,dt{break-inside:avoid}thead{display:table-header-group}.chart,th{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`;

/** The report as one HTML page that needs nothing else: no script, no font, no picture from elsewhere. */
export function reportPage(report: ReportDocument): string {
  const texts = reportTexts[report.language];
  const { title, language, period, sections } = report;
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${style}</style>
</head>
<body><main>
<h1>${title}</h1>
<p class="soft">${period.from} – ${period.to}</p>
${sections.map(
  (section) => html`<section id="${section.id}"><h2>${section.title}</h2>
${section.blocks.map((block, i) => render(block, `${section.id}-${i}`, report, texts))}</section>
`,
)}</main></body></html>
`.text;
}

function render(block: Block, id: string, report: ReportDocument, texts: ReportTexts): Html {
  switch (block.kind) {
    case 'text':
      return html`<p>${block.text}</p>
`;
    case 'heading':
      return html`<h3>${block.text}</h3>
`;
    case 'list':
      return html`<ul>${block.items.map((item) => html`<li>${item}</li>`)}</ul>
`;
    case 'table':
      return table(block, texts);
    case 'chart':
      return html`<figure>${chartSvg(block, id)}<figcaption>${block.title}</figcaption></figure>
`;
    case 'quotes':
      return html`<p class="soft">${block.title}</p>
${block.quotes.map((n) => quote(report.quotes[n]!, block.tone, texts))}`;
    case 'steps':
      return html`<dl>${block.steps.map(
        (step) => html`<dt>${step.title}</dt><dd><p class="lines">${step.text}</p>
${step.quotes.map((n) => quote(report.quotes[n]!, '', texts))}</dd>`,
      )}</dl>
`;
  }
}

function quote({ text, day, channel, rating }: ReportQuote, tone: string, texts: ReportTexts): Html {
  const source = [day, channel, rating].filter((part) => part !== null).join(' · ');
  return html`<blockquote class="${tone}">${text ?? texts.erased}<footer>— ${source}</footer></blockquote>
`;
}

function table({ title, columns, rows }: Table, texts: ReportTexts): Html {
  const kind = (i: number): string => (columns[i]!.format === 'text' ? '' : 'number');
  return html`<table><caption>${title}</caption>
<thead><tr>${columns.map(({ name }, i) => html`<th scope="col" class="${kind(i)}">${name}</th>`)}</tr></thead>
<tbody>
${rows.map(
  (row) => html`<tr>${columns.map(
    ({ format }, i) => html`<td class="${kind(i)}">${cellText(row[i], format, texts.smallSample)}</td>`,
  )}</tr>
`,
)}</tbody></table>
`;
}
