import type { Language } from '../../analysis.ts';
import type { IssueState, Share } from '../../read.ts';
import type { EventKind } from '../../statistics/events.ts';
import type { QualityFlag } from '../../statistics/quality/flags.ts';
import type { TargetMeasure, TargetState } from '../../statistics/targets.ts';
import type { Period, ReportSheet, Section } from '../document.ts';

/** Every sentence of a report. Values are data; renderers escape them. */
export interface ReportTexts {
  title(from: string, to: string): string;
  sections: Record<Section['id'], string>;
  /** Of the workbook. */
  sheets: Record<ReportSheet | 'quotes', string>;
  /** Heads of the columns of quotes. */
  quotes: { day: string; channel: string; rating: string; text: string; comment: string };
  smallSample: string;
  erased: string;
  none: string;
  list(items: readonly string[]): string;
  preface: {
    made(from: string, to: string, comments: number, analysed: number): string;
    frozen: string;
    empty: string;
  };
  overview: {
    purpose: string;
    purposeText: string;
    method: string;
    methodItems(before: Period, minimum: number): string[];
    limits: string;
    limitItems: string[];
    filtered: string;
    respondents: string;
    groups: Record<'channel' | 'source' | 'language', string>;
    noName: string;
    ratings: string;
  };
  columns: Record<ColumnName, string>;
  measures: Record<MeasureName, string>;
  languages: Record<Language, string>;
  results: {
    summary(comments: number, negative: number, share: Share): string;
    few: string;
    csatChange(difference: number, q: string, clear: boolean): string;
    noChange: string;
    table: string;
    chart: string;
    chartText(first: string, negative: number, positive: number): string;
    subscores: string;
    dimension(name: string, comments: number, negative: number, positive: number): string;
    share(share: Share): string;
    rating(mean: number, n: number): string;
    change(difference: number, q: string, clear: boolean): string;
    notCompared: string;
    fewMentions: string;
    praise: string;
    complaints: string;
    trend: string;
    trendText(points: number): string;
    noPoints: string;
  };
  problems: {
    intro: string;
    none: string;
    chart: string;
    chartText(first: string, negative: number): string;
    facts(negative: number, severity: number, department: string, slaHours: number): string;
    work(open: number, overdue: number): string;
    appeared: string;
    evidence: string;
  };
  cases: {
    intro(n: number): string;
    none: string;
    heading(n: number, leaf: string): string;
    scene: string;
    request: string;
    process: string;
    outcome: string;
    sceneText(day: string, channel: string | null, rating: string | null): string;
    requestText: string;
    noRequest: string;
    opened(at: string, leaf: string, department: string, slaHours: number): string;
    alert(at: string): string;
    step(at: string, from: string, to: string): string;
    assigned(at: string): string;
    nothing: string;
    finished(at: string, state: string): string;
    followUp(score: number): string;
    unfinished(state: string, due: string, overdue: boolean): string;
    states: Record<IssueState, string>;
  };
  targets: { intro: string; measures: Record<TargetMeasure, string>; states: Record<TargetState, string> };
  events: { intro: string; everywhere: string; kinds: Record<EventKind, string> };
  topics: { intro(day: string, comments: number, k: number): string; quotes(name: string): string };
  comparison: {
    intro(title: string, from: string, to: string): string;
    better(names: string): string;
    worse(names: string): string;
    same: string;
    appeared(names: string): string;
    gone(names: string): string;
    sameProblems: string;
    table: string;
  };
  suggestions: {
    intro: string;
    none: string;
    table: string;
    settle(name: string, overdue: number): string;
    immediately: string;
    priorities: string;
    prioritiesText(threshold: number): string;
  };
  conclusion: {
    main(problem: string, share: number | null): string;
    worse(names: string): string;
    better(names: string): string;
    steady: string;
    praise(name: string, comments: number): string;
    outlook: string;
    empty: string;
  };
  appendix: {
    definitions: string;
    definitionRows: [string, string][];
    quality: string;
    notScanned: string;
    scanned(unscanned: number): string;
    pending(pending: number, failed: number): string;
    versions: string;
    allProblems: string;
    grades: string;
    flags: Record<QualityFlag, string>;
  };
}

type ColumnName =
  | 'measure'
  | 'value'
  | 'low'
  | 'high'
  | 'n'
  | 'comments'
  | 'share'
  | 'dimension'
  | 'problem'
  | 'positive'
  | 'negative'
  | 'neutral'
  | 'mixed'
  | 'complaintShare'
  | 'change'
  | 'p'
  | 'rating'
  | 'index'
  | 'csat'
  | 'severity'
  | 'department'
  | 'open'
  | 'overdue'
  | 'period'
  | 'grade'
  | 'suggestion'
  | 'owner'
  | 'deadline'
  | 'lift'
  | 'roi'
  | 'flag'
  | 'part'
  | 'version'
  | 'definition'
  | 'now'
  | 'before'
  | 'score'
  | 'target'
  | 'goal'
  | 'state'
  | 'event'
  | 'kind'
  | 'where'
  | 'note'
  | 'topic'
  | 'words';
type MeasureName =
  | 'comments'
  | 'analysed'
  | 'negative'
  | 'positive'
  | 'coverage'
  | 'csat'
  | 'nps'
  | 'index'
  | 'overdue'
  | 'open';
