import { describe, expect, it } from 'vitest';
import { escapeHtml, html } from '../../../src/feedback/report/html.ts';
import { topicPage } from '../../../src/feedback/report/topicPage.ts';
import type { Topic, TopicRun } from '../../../src/feedback/topics/topic.ts';
import { wilson } from '../../../src/text/maths/wilson.ts';

const evil = `<script>alert("x")</script>'&`;

const topic: Topic = {
  n: 0,
  name: `${evil}name`,
  words: [{ term: `${evil}word`, weight: 0.2 }],
  relevantWords: [],
  npmi: 0.1,
  exclusivity: 0.5,
  x: 0,
  y: 0,
  quotes: { nearest: [0], positive: [], negative: [1] },
  share: wilson(3, 10),
  sentiment: { very_negative: 0, negative: 1, neutral: 0, positive: 2, very_positive: 0, mixed: 0 },
  meanScore: 0.3,
  meanRating: 0.8,
  rated: 2,
  ratings: [0, 0, 0, 1, 1],
  months: [{ key: '2026-01', count: 3, share: 0.5 }],
  channels: [{ key: `${evil}channel`, count: 3, share: 1 }],
  leaves: [{ code: 'channel.logistics', count: 3, share: 1, lift: 3 }],
};
const run: TopicRun = {
  algorithm: 'lda',
  k: 1,
  seed: 7,
  topics: [topic],
  npmi: 0.1,
  coherenceCurve: [{ k: 1, npmi: 0.1 }],
  assignments: { topic: new Uint16Array(10), probability: new Float32Array(10) },
  model: {
    algorithm: 'kmeans',
    weights: new Float32Array(0),
    svd: { rank: 0, values: new Float64Array(0), right: new Float32Array(0) },
    centres: [],
  },
  vocabulary: [],
};

describe('the topic page', () => {
  const page = (language: 'zh-CN' | 'en'): string =>
    topicPage({
      run,
      language,
      subject: `${evil}file`,
      textOf: (i) => `${evil}quote ${i}`,
      leafName: () => `${evil}leaf`,
    });

  it('escapes everything that comes from outside', () => {
    const text = page('zh-CN');
    expect(text).not.toContain('<script');
    expect(text).not.toContain(`'&`);
    for (const part of ['name', 'word', 'channel', 'file', 'leaf', 'quote 0', 'quote 1'])
      expect(text).toContain(`${escapeHtml(evil)}${part}`);
  });

  it('needs nothing from elsewhere', () => {
    expect(page('en')).not.toMatch(/(?:src|href)=|url\(|https?:/);
    expect(page('en')).toContain('30.0%');
    expect(page('en')).toContain('Negative comments');
  });

  it('joins lists and leaves made parts alone', () => {
    expect(html`<p>${['<', html`<b>${'&'}</b>`]}${1}</p>`.text).toBe('<p>&lt;<b>&amp;</b>1</p>');
  });
});
