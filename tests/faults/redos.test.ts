import vm from 'node:vm';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type LoadedStages, loadStages } from '../../src/artefacts/stages.ts';
import { readConfig } from '../../src/config.ts';
import { type Analyser, createAnalyser } from '../../src/feedback/analyse.ts';
import type { AnalysisTask } from '../../src/feedback/analysed.ts';
import type { Analysis } from '../../src/feedback/analysis.ts';
import { limits } from '../../src/feedback/limits.ts';
import { parseComment } from '../../src/feedback/parse.ts';
import type { Span } from '../../src/text/span.ts';
import { record } from '../rig/record.ts';
import { type Attack, attacks, loadVocabulary } from './adversarial.ts';
import { growth, mostGrowth } from './cpu.ts';
import { findRegexes, regexAttacks } from './regexLiterals.ts';

/**
 * I9: no text takes more than linear time. `FAULT_TEXTS` is the number of generated texts (1000 before a release, a
 * sample in CI); `FAULT_SEED` chooses them. Growth and times are of the CPU, so a busy machine does not count. The bar
 * of 50 ms a comment is for a quiet machine: the figures are printed, and the test fails at a multiple only.
 */
const count = Number(process.env.FAULT_TEXTS ?? 80);
const seed = Number(process.env.FAULT_SEED ?? 1);
const cap = limits.textUnits;
const floorMs = 5;
const generousMs = 400;

describe('I9: every regex of the source', () => {
  /** Wall time for all attacks on one regex; each takes well under a millisecond. */
  const hopelessMs = 4000;
  const context = vm.createContext({ now: () => performance.now() });
  const sweep = new vm.Script(`
    for (slow = from; slow < texts.length; slow++) {
      const started = now();
      texts[slow].replace(pattern, '');
      if (now() - started > floorMs) break;
    }`);

  /** Replaces in one text after the other and answers the first that takes longer than the floor. Throws when stopped. */
  function nextSlow(pattern: RegExp, texts: string[], from: number): number {
    Object.assign(context, { pattern, texts, from, floorMs });
    sweep.runInContext(context, { timeout: hopelessMs });
    return context.slow as number;
  }

  /** The first growth above the bar, or 0. A regex that has to be stopped grows without limit. */
  function steepness(regex: RegExp): number {
    const list = regexAttacks(regex.source);
    const texts = list.map((attack) => attack(cap));
    try {
      for (let i = nextSlow(regex, texts, 0); i < texts.length; i = nextSlow(regex, texts, i + 1)) {
        const { ratio } = growth((units) => nextSlow(regex, [list[i](units)], 0), cap / 2, floorMs);
        if (ratio > mostGrowth) return ratio;
      }
      return 0;
    } catch (error) {
      if ((error as { code?: string }).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
      return Number.POSITIVE_INFINITY;
    }
  }

  const found = findRegexes('src');
  it(`grows at most ${mostGrowth}-fold on twice the text`, { timeout: 240_000 }, () => {
    const literals = new Map(
      found.flatMap(({ file, regex }) => (regex === null ? [] : [[String(regex), { file, regex }]])),
    );
    expect(literals.size).toBeGreaterThan(40);
    const tooSteep = [...literals.values()].filter(({ regex }) => steepness(regex) > 0);
    expect(tooSteep).toEqual([]);
    record('I9', `0 of ${literals.size} expressions grow more than ${mostGrowth}-fold`);
  });

  it('is a literal, but for order numbers, whose longest shapes pass as well', { timeout: 60_000 }, () => {
    const made = found.filter(({ regex }) => regex === null).map(({ file }) => file);
    expect(made).toEqual(['config.ts', 'feedback/pii.ts']);
    for (const shapes of ['#'.repeat(40), `${'#'.repeat(40)},${'@'.repeat(39)}#,${'@#'.repeat(20)}`]) {
      const config = readConfig({ HUIYIN_ORDER_NUMBERS: shapes }, 2);
      expect(config.ok && steepness(config.value.orderNumberPattern!)).toBe(0);
    }
  });

  it.each([/\s+$/, /<[^>]*>/, /(.+?)\1+x/, /^(?:a+)+$/, /[a-z]+@/])(
    'control: %s does not pass',
    { timeout: 60_000 },
    (regex) => expect(steepness(regex)).toBeGreaterThan(mostGrowth),
  );
});

describe(`I9: texts of ${cap} units`, () => {
  let stages: LoadedStages;
  let analyser: Analyser;
  let vocabulary: Map<string, string[]>;
  let all: Attack[];
  let taxonomies: string[];
  beforeAll(async () => {
    const loaded = await loadStages({ segmenter: 'jieba' });
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
    stages = loaded.value;
    analyser = createAnalyser(stages);
    taxonomies = stages.taxonomies.map(({ id }) => id);
    vocabulary = await loadVocabulary();
    all = attacks(vocabulary, seed, count);
    for (const attack of all.slice(0, 40)) analyser.analyse([taskOf(attack.text(2000), taxonomies[0])]);
  });

  const taskOf = (text: string, taxonomy: string): AnalysisTask => ({
    id: 'attack',
    comment: { source: 'attack', text, rating: 5, ratingScale: { min: 1, max: 5 }, masked: [] },
    taxonomy,
  });

  interface Figure {
    name: string;
    ms: number;
    ratio: number;
  }

  /** Prints the worst and fails on growth, or on times far beyond the bar. */
  function judge(what: string, figures: Figure[]): void {
    const worst = figures.toSorted((a, b) => b.ms - a.ms);
    const line = ({ ms, ratio, name }: Figure): string => `${ms.toFixed(1)} ms, ×${ratio.toFixed(2)}  ${name}`;
    const median = worst[worst.length >> 1].ms.toFixed(1);
    console.log([`I9 ${what}, the worst:`, ...worst.slice(0, 10).map(line)].join('\n  '));
    const { ms } = worst[0];
    record('I9', `${what}: ${worst.length} texts, median ${median} ms, worst ${ms.toFixed(0)} ms`, { seed });
    expect(figures.filter(({ ratio, ms }) => ratio > mostGrowth || ms > generousMs).map(line)).toEqual([]);
  }

  /** What grows too fast does so every time; a collector or a neighbour that was in the way does not come back. */
  function measure(name: string, run: (units: number) => void): Figure {
    let least = growth(run, cap / 2, floorMs);
    for (let again = 0; again < 3 && least.ratio > mostGrowth; again++) {
      const next = growth(run, cap / 2, floorMs);
      if (next.ratio < least.ratio) least = next;
    }
    return { name, ...least };
  }

  it('are analysed in linear time, by every taxonomy', { timeout: 900_000 }, () => {
    const known = all.length - count;
    const figures = all.flatMap(({ name, text }, i) =>
      // The generated ones take turns.
      (i < known ? taxonomies : [taxonomies[i % taxonomies.length]]).map((taxonomy) =>
        measure(`${taxonomy}: ${name}`, (units) => void analyser.analyse([taskOf(text(units), taxonomy)])),
      ),
    );
    judge('analyse', figures);
  });

  it('are explained in linear time', { timeout: 900_000 }, () => {
    judge(
      'explain',
      all
        .slice(0, 100)
        .map(({ name, text }) => measure(name, (units) => void analyser.explain(taskOf(text(units), taxonomies[0])))),
    );
  });

  it('are checked and masked in linear time', { timeout: 900_000 }, () => {
    const config = readConfig({ HUIYIN_ORDER_NUMBERS: `${'#'.repeat(40)},@@######` }, 2);
    if (!config.ok) throw new Error('the shapes are not accepted');
    const { orderNumberPattern } = config.value;
    judge(
      'parse and mask',
      all.map(({ name, text }) =>
        measure(
          name,
          (units) => void parseComment({ source: 'a', text: text(units) }, { mask: true, orderNumberPattern }),
        ),
      ),
    );
  });

  it('control: one quadratic loop is seen', { timeout: 300_000 }, () => {
    const quadratic = (units: number): void => {
      const seen: number[] = [];
      for (let i = 0; i < units; i++) if (!seen.includes(i)) seen.push(i);
    };
    expect(measure('includes', quadratic).ratio).toBeGreaterThan(mostGrowth);
  });

  it('have spans inside the text, and evidence that is the text there', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 2000 }), fc.nat(3), (textSeed, units, t) => {
        const text = attacks(vocabulary, textSeed, 1 + (textSeed % 40))
          .at(textSeed % 2 === 0 ? -1 : textSeed % 40)!
          .text(units);
        const parsed = parseComment({ source: 'a', text, rating: 5 }, { mask: true });
        if (!parsed.ok) return;
        const outcome = analyser.analyse([{ id: 'x', comment: parsed.value, taxonomy: taxonomies[t] }])[0];
        if (!outcome.ok) throw new Error('no outcome');
        checkSpans(outcome.analysis, parsed.value.text);
      }),
      { seed, numRuns: 150 },
    );
  });

  function checkSpans(analysis: Analysis, text: string): void {
    const evidence = [
      ...analysis.sentiment.evidence,
      ...analysis.issues.flatMap((issue) => issue.evidence),
      ...(analysis.conflict === null ? [] : [...analysis.conflict.evidence, ...analysis.conflict.hiddenComplaints]),
    ];
    const spans: Span[] = [...evidence, ...analysis.clauses, ...analysis.keywords];
    for (const { start, end } of spans) expect(start >= 0 && start < end && end <= text.length).toBe(true);
    for (const item of evidence) expect(item.text).toBe(text.slice(item.start, item.end));
  }
});
