/** The start page: whether the service runs, and a summary for whoever has a key. Text reaches the page as text only. */
import { currentLanguage, startLanguage, t } from './texts.js';

const bands = ['veryNegative', 'negative', 'neutral', 'mixed', 'positive', 'veryPositive'];
const topIssues = 8;
const at = (id) => document.getElementById(id);

const page = { state: null, summary: null, issues: [], progress: null };

function key() {
  return sessionStorage.getItem('key');
}

async function call(method, path) {
  const response = await fetch(path, { method, headers: key() ? { Authorization: `Bearer ${key()}` } : {} });
  const body = await response.json();
  if (!response.ok) throw new Error(body.detail);
  return body;
}

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function percent(share) {
  return new Intl.NumberFormat(currentLanguage(), { style: 'percent', maximumFractionDigits: 1 }).format(share);
}

function draw() {
  at('state').textContent = page.state ? t(page.state) : '';
  at('progress').textContent = page.progress ? `${t(page.progress.text)} ${page.progress.more ?? ''}` : '';
  at('forget').hidden = key() === null;
  at('summary').hidden = page.summary === null;
  if (page.summary === null) return;
  drawFigures(page.summary);
  drawSentiment(page.summary.sentiment);
  at('issues').hidden = page.issues.length === 0;
  at('issue-rows').replaceChildren(...page.issues.slice(0, topIssues).map(issueRow));
  const empty = page.summary.comments === 0;
  at('empty').hidden = !empty;
  at('sample').hidden = !empty;
}

function drawFigures({ comments, pending, csat, conflicts, issues }) {
  const number = new Intl.NumberFormat(currentLanguage());
  const figures = [
    ['comments', number.format(comments)],
    ['pending', number.format(pending)],
    ['conflictsOpen', number.format(conflicts.open)],
    ['issuesOpen', number.format(issues.open)],
    ['overdue', number.format(issues.overdue)],
    ['csat', csat ? percent(csat.value) : '–'],
  ];
  at('figures').replaceChildren(
    ...figures.map(([name, value]) => {
      const figure = element('div');
      figure.append(element('dt', t(name)), element('dd', value));
      return figure;
    }),
  );
}

function drawSentiment(counts) {
  const total = bands.reduce((sum, band) => sum + counts[band], 0);
  at('sentiment').hidden = total === 0;
  if (total === 0) return;
  const cssName = (band) => band.replace(/[A-Z]/, (letter) => `-${letter.toLowerCase()}`);
  const parts = bands.map((band) => {
    const part = element('span', undefined, cssName(band));
    part.style.flexGrow = String(counts[band]);
    return part;
  });
  at('bar').replaceChildren(...parts);
  const words = bands.map((band) => `${t(band)} ${percent(counts[band] / total)}`);
  at('bar').setAttribute('aria-label', words.join(', '));
  at('legend').replaceChildren(
    ...bands.map((band, index) => {
      const entry = element('li');
      entry.append(element('i', undefined, cssName(band)), words[index]);
      return entry;
    }),
  );
}

function issueRow({ name, comments, negative }) {
  const row = element('tr');
  const share = comments === 0 ? '–' : percent(negative / comments);
  row.append(element('td', name), element('td', String(comments), 'number'), element('td', share, 'number'));
  return row;
}

let refresh;

/** Loads the summary, and again every second while comments wait for their analysis. */
async function loadSummary() {
  clearTimeout(refresh);
  at('wrong').textContent = '';
  try {
    page.summary = await call('GET', '/v1/stats/summary');
    page.issues = (await call('GET', '/v1/stats/breakdown?by=label')).items;
    if (page.summary.pending > 0) refresh = setTimeout(loadSummary, 1000);
  } catch (error) {
    page.summary = null;
    at('wrong').textContent = t('failed') + error.message;
  }
  draw();
}

async function loadSample() {
  at('sample').disabled = true;
  try {
    let job = await call('POST', '/v1/sample');
    while (job.state === 'queued' || job.state === 'running') {
      page.progress = { text: 'loading', more: `${job.progress.done} / ${job.progress.total ?? '?'}` };
      draw();
      await new Promise((resolve) => setTimeout(resolve, 500));
      job = await call('GET', `/v1/jobs/${job.id}`);
    }
    const worked = job.state === 'succeeded' || job.state === 'partially_succeeded';
    page.progress = worked ? { text: 'loaded' } : { text: 'failed', more: job.problem?.detail ?? job.state };
    await loadSummary();
  } catch (error) {
    page.progress = { text: 'failed', more: error.message };
    draw();
  }
  at('sample').disabled = false;
}

async function checkState() {
  try {
    page.state = (await fetch('/readyz')).ok ? 'ready' : 'notReady';
    at('setup').hidden = (await call('GET', '/v1/setup')).done;
  } catch {
    page.state = 'unreachable';
  }
  draw();
  if (page.state !== 'ready') setTimeout(checkState, 2000);
}

at('key-form').addEventListener('submit', (event) => {
  event.preventDefault();
  sessionStorage.setItem('key', at('key').value.trim());
  at('key').value = '';
  loadSummary();
});
at('forget').addEventListener('click', () => {
  sessionStorage.removeItem('key');
  page.summary = null;
  page.progress = null;
  draw();
});
at('sample').addEventListener('click', loadSample);
startLanguage(at('language'), draw);
checkState();
if (key()) loadSummary();
