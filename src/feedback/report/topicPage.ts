import { sentimentLabels } from '../analysis.ts';
import type { Part } from '../topics/describe.ts';
import type { Topic, TopicRun, WeightedTerm } from '../topics/topic.ts';
import { type Html, html } from './html.ts';
import { type PageLanguage, topicTexts } from './topicTexts.ts';

export interface TopicPage {
  run: TopicRun;
  language: PageLanguage;
  /** Shown as the head of the page, e.g. the name of the file. */
  subject: string;
  textOf(comment: number): string;
  /** Name of a taxonomy leaf. */
  leafName(code: string): string;
}

type Texts = (typeof topicTexts)[PageLanguage];

const style = `
body{font:15px/1.5 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;color:#1f2933;background:#f5f7fa;margin:0}
main{max-width:1080px;margin:0 auto;padding:24px}
h1{margin:0}h2{margin:0 0 8px}h3{font-size:13px;color:#52606d;margin:14px 0 4px;font-weight:600}
section{background:#fff;border:1px solid #e4e7eb;border-radius:8px;padding:18px;margin:18px 0}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(280px,1fr));gap:0 28px}
.muted{color:#616e7c}.words span{display:inline-block;margin:0 10px 2px 0}
.bar{display:flex;height:14px;border-radius:3px;overflow:hidden;background:#e4e7eb}.bar i{display:block}
.row{display:grid;grid-template-columns:130px 1fr 52px;gap:8px;align-items:center;font-size:13px}
.row b{display:block;height:9px;border-radius:2px;background:#5b8def}
blockquote{margin:4px 0;padding:4px 10px;border-left:3px solid #cbd2d9;overflow-wrap:anywhere;white-space:pre-wrap}
.positive{border-color:#3f9142}.negative{border-color:#c5221f}
svg text{font-size:12px}
@media(prefers-color-scheme:dark){body{background:#14181d;color:#e4e7eb}section{background:#1e242b;border-color:#323f4b}
.muted,h3{color:#9aa5b1}svg text{fill:#e4e7eb}.bar{background:#323f4b}}
`;

const colours: Record<(typeof sentimentLabels)[number], string> = {
  very_negative: '#b3261e',
  negative: '#e57368',
  neutral: '#b8c4ce',
  positive: '#7cc48a',
  very_positive: '#2e7d43',
  mixed: '#e0a93b',
};
const longestQuote = 300;

/** A topic run as one HTML page that needs nothing else: no script, no font, no picture from elsewhere. */
export function topicPage(page: TopicPage): string {
  const { run, language, subject } = page;
  const texts = topicTexts[language];
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${texts.title} · ${subject}</title>
<style>${style}</style>
</head>
<body><main>
<h1>${texts.title}</h1>
<p class="muted">${subject} · ${run.assignments.topic.length} ${texts.comments} · ${run.k} ${texts.topics} ·
${texts.method} ${run.algorithm} · ${texts.seed} ${run.seed} · ${texts.coherence} ${run.npmi.toFixed(3)}</p>
<section><h2>${texts.map}</h2>${map(run.topics)}<p class="muted">${texts.mapNote}</p></section>
${run.coherenceCurve ? html`<section><h2>${texts.curve}</h2>${curve(run)}</section>` : ''}
${run.topics.map((topic) => section(topic, page, texts))}
</main></body></html>
`.text;
}

function section(topic: Topic, { textOf, leafName }: TopicPage, texts: Texts): Html {
  const { share, quotes } = topic;
  const quoteList = (title: string, comments: number[], kind: string): Html | string =>
    comments.length === 0
      ? ''
      : html`<h3>${title}</h3>${comments.map((i) => html`<blockquote class="${kind}">${brief(textOf(i))}</blockquote>`)}`;
  return html`<section id="topic-${topic.n + 1}">
<h2>${topic.n + 1}. ${topic.name}</h2>
<p class="muted">${share ? html`${texts.share} ${percent(share.value)} (${texts.interval} ${percent(share.low)} – ${percent(share.high)}) · ` : ''}
${texts.coherence} ${topic.npmi.toFixed(3)} · ${texts.exclusivity} ${topic.exclusivity.toFixed(2)}
${topic.meanRating === null ? '' : html` · ${texts.rating} ${percent(topic.meanRating)} (${topic.rated})`}</p>
<div class="columns"><div>
<h3>${texts.words} · ${texts.probability}</h3>${wordList(topic.words, true)}
<h3>${texts.words} · ${texts.relevance}</h3>${wordList(topic.relevantWords, false)}
<h3>${texts.sentiment}</h3>${sentimentBar(topic)}
</div><div>
${partList(texts.months, topic.months)}
${partList(texts.channels, topic.channels.slice(0, 6))}
${partList(
  texts.leaves,
  topic.leaves.map(({ code, count, share: part }) => ({ key: leafName(code), count, share: part })),
)}
</div></div>
${quoteList(texts.nearest, quotes.nearest, '')}
${quoteList(texts.positive, quotes.positive, 'positive')}
${quoteList(texts.negative, quotes.negative, 'negative')}
</section>`;
}

function wordList(words: WeightedTerm[], sized: boolean): Html {
  const largest = Math.max(1e-9, ...words.map(({ weight }) => weight));
  const size = (weight: number): string => (sized ? 12 + 10 * Math.sqrt(Math.max(0, weight) / largest) : 14).toFixed(1);
  return html`<div class="words">${words.map(({ term, weight }) => html`<span style="font-size:${size(weight)}px">${term}</span>`)}</div>`;
}

function sentimentBar({ sentiment }: Topic): Html {
  const all = sentimentLabels.reduce((sum, label) => sum + sentiment[label], 0);
  const parts = sentimentLabels.filter((label) => sentiment[label] > 0);
  return html`<div class="bar">${parts.map(
    (label) =>
      html`<i title="${label} ${sentiment[label]}" style="width:${((100 * sentiment[label]) / all).toFixed(2)}%;background:${colours[label]}"></i>`,
  )}</div>`;
}

function partList(title: string, parts: Part[]): Html | string {
  if (parts.length === 0) return '';
  const largest = Math.max(1e-9, ...parts.map(({ share }) => share));
  return html`<h3>${title}</h3>${parts.map(
    ({ key, count, share }) =>
      html`<div class="row" title="${count}"><span>${key}</span><b style="width:${((100 * share) / largest).toFixed(1)}%"></b><span>${percent(share)}</span></div>`,
  )}`;
}

const width = 900;
const height = 420;
const margin = 70;

function map(topics: Topic[]): Html {
  const [xs, ys] = [topics.map(({ x }) => x), topics.map(({ y }) => y)];
  // One scale for both axes: the distances are what the map is for.
  const scale = Math.min((width - 2 * margin) / extent(xs), (height - 2 * margin) / extent(ys));
  const place = (values: number[], value: number, length: number): string =>
    (length / 2 + scale * (value - (Math.min(...values) + Math.max(...values)) / 2)).toFixed(1);
  const x = (topic: Topic): string => place(xs, topic.x, width);
  const y = (topic: Topic): string => place(ys, topic.y, height);
  return html`<svg viewBox="0 0 ${width} ${height}" width="100%" role="img">${topics.map(
    (topic) =>
      html`<g><circle cx="${x(topic)}" cy="${y(topic)}" r="${(
        8 + 90 * Math.sqrt((topic.share?.value ?? 0) / Math.PI)
      ).toFixed(
        1,
      )}" fill="${moodColour(topic)}" fill-opacity=".45"/><text text-anchor="middle" x="${x(topic)}" y="${y(topic)}">${topic.n + 1}. ${topic.name}</text></g>`,
  )}</svg>`;
}

function extent(values: number[]): number {
  return Math.max(1e-9, Math.max(...values) - Math.min(...values));
}

function moodColour({ meanScore }: Topic): string {
  if (meanScore === null) return '#5b8def';
  if (meanScore > 0.2) return colours.very_positive;
  return meanScore < -0.2 ? colours.very_negative : colours.neutral;
}

function curve({ coherenceCurve = [], k: chosen }: TopicRun): Html {
  const largest = Math.max(1e-9, ...coherenceCurve.map(({ npmi }) => npmi));
  return html`${coherenceCurve.map(
    ({ k, npmi }) =>
      html`<div class="row"><span>${k === chosen ? html`<strong>k = ${k}</strong>` : `k = ${k}`}</span><b style="width:${((100 * Math.max(0, npmi)) / largest).toFixed(1)}%"></b><span>${npmi.toFixed(3)}</span></div>`,
  )}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)}%`;
}

function brief(text: string): string {
  return text.length > longestQuote ? `${text.slice(0, longestQuote)}…` : text;
}
