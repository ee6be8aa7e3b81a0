import type { Problem, Result } from '../errors.ts';
import type { CommentInput, ParsedComment } from './comment.ts';

export interface UploadedFile {
  /** Where the upload was spooled to; the import takes it over and removes it. */
  path: string;
  /** As the client named it; only ever shown, never used as a path. */
  name: string;
  bytes: number;
}

/** The fields of a comment that a column of a file can feed. `metadata.<key>` and `ratings.<name>` are fields too. */
export type ImportField =
  | Exclude<keyof CommentInput, 'ratings' | 'ratingScale' | 'metadata'>
  | `metadata.${string}`
  | `ratings.${string}`;

export interface ImportOptions {
  dryRun: boolean;
  /**
   * Header of the file → field; headers that are absent here are guessed, an empty field leaves the column out,
   * and `*` → empty leaves out all that would become metadata.
   */
  columns?: Record<string, ImportField | ''>;
  /** Values for fields that the file has no column for. */
  defaults?: Partial<Pick<CommentInput, 'source' | 'channel' | 'language' | 'ratingScale'>>;
}

/** One row of a file. `row` counts from 1 with the header as row 1, as a spreadsheet shows it. */
export interface ImportRow {
  row: number;
  comment: Result<ParsedComment>;
  /** The cells as they were read, for the file of rejected rows. */
  cells: string[];
  /** Share of the file read so far, 0..1. */
  progress: number;
}

export interface ImportStream {
  format: 'csv' | 'xlsx' | 'ndjson';
  /** Such as `utf-8`, `gb18030`, `utf-16le`; `-` for xlsx. */
  encoding: string;
  headers: string[];
  /** Header → field, as used. */
  columns: Record<string, string>;
  rows: AsyncIterable<ImportRow>;
}

/** Opens a file of comments. Throws `AppError` (`file_unreadable`, `file_refused`, `columns_unmapped`) before the first row. */
export type OpenImport = (file: UploadedFile, options: ImportOptions) => Promise<ImportStream>;

/** What a file looks like before anything is stored: the first rows as they stand, and what each column would feed. */
export interface ImportPreview {
  format: ImportStream['format'];
  encoding: string;
  /** None of NDJSON. */
  headers: string[];
  /** Header → field by its name; nothing says that this mapping is complete. */
  columns: Record<string, string>;
  /** The first rows; cells are cut for show. A row of NDJSON is one cell. */
  rows: { row: number; cells: string[]; problem?: Problem }[];
}

/** Throws `AppError` (`file_unreadable`, `file_refused`, `upload_too_large`). Leaves the file in place. */
export type PreviewImport = (file: UploadedFile) => Promise<ImportPreview>;
