/** A report as it is kept: opened again it is the same, whatever has become of its comments since. */
import type { CommentFilter } from '../filter.ts';
import type { Share } from '../read.ts';

export const reportLanguages = ['zh-CN', 'zh-TW', 'en'] as const;
export type ReportLanguage = (typeof reportLanguages)[number];

export const reportFormats = ['html', 'docx', 'xlsx', 'md'] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** Days, both inclusive. */
export interface Period {
  from: string;
  to: string;
}

/** Words of a customer. `text` is null once the comment has been erased. */
export interface ReportQuote {
  commentId: string;
  text: string | null;
  day: string;
  channel: string | null;
  /** As given, with the end of its scale: `2/5`. */
  rating: string | null;
}

/** How numbers of a column are written. `percent` and `points` take 0..1 and 0..100; `signed` is a difference of shares. */
export const columnFormats = ['text', 'count', 'percent', 'signed', 'points', 'decimal', 'p'] as const;
export type ColumnFormat = (typeof columnFormats)[number];

export interface Column {
  name: string;
  format: ColumnFormat;
}
/** null: too few comments to be shown. */
export type Cell = string | number | null;

/** Which sheet of the workbook a table goes to, too. */
export const reportSheets = ['overview', 'dimensions', 'problems', 'trend'] as const;
export type ReportSheet = (typeof reportSheets)[number];

export interface Table {
  kind: 'table';
  title: string;
  columns: Column[];
  rows: Cell[][];
  sheet?: ReportSheet;
}

/** Values per series, one a category; null where there is none. */
export interface Chart {
  kind: 'chart';
  type: 'bar' | 'stacked' | 'line';
  title: string;
  /** Said to those who cannot see it. */
  description: string;
  categories: string[];
  series: { name: string; tone: Tone; values: (number | null)[] }[];
  format: 'count' | 'percent' | 'decimal';
}
export const tones = ['negative', 'neutral', 'positive', 'mixed', 'plain'] as const;
export type Tone = (typeof tones)[number];

export type Block =
  | { kind: 'text'; text: string }
  | { kind: 'heading'; text: string }
  | { kind: 'list'; items: string[] }
  | Table
  | Chart
  /** Places in `quotes` of the document. */
  | { kind: 'quotes'; title: string; tone: 'negative' | 'positive'; quotes: number[] }
  | { kind: 'steps'; steps: { title: string; text: string; quotes: number[] }[] };

export const sectionIds = [
  'preface',
  'overview',
  'results',
  'targets',
  'events',
  'problems',
  'topics',
  'cases',
  'comparison',
  'suggestions',
  'conclusion',
  'appendix',
] as const;

export interface Section {
  id: (typeof sectionIds)[number];
  title: string;
  blocks: Block[];
}

/** What one dimension or problem amounts to; shares are of the analysed comments. */
export interface ReportGroup {
  code: string;
  name: string;
  comments: number;
  negative: number;
  positive: number;
}

/** What the next report is compared with. */
export interface ReportFigures {
  comments: number;
  analysed: number;
  /** Comments that are negative as a whole. */
  negative: number;
  csat: Share | null;
  /** 0..100 */
  index: number | null;
  dimensions: ReportGroup[];
  problems: (ReportGroup & { severity: number })[];
}

export interface ReportDocument {
  format: 1;
  title: string;
  language: ReportLanguage;
  period: Period;
  before: Period;
  filters: CommentFilter;
  /** When the figures were taken, ISO-8601 UTC. */
  madeAt: string;
  figures: ReportFigures;
  sections: Section[];
  quotes: ReportQuote[];
}
