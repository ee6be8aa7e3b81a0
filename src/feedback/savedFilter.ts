import type { CommentFilter } from './filter.ts';

/** A choice of comments that somebody gave a name, for everybody of the workspace. */
export interface SavedFilter {
  id: string;
  name: string;
  filter: CommentFilter;
  createdAt: string;
  createdBy: string;
}

export type SavedFilterInput = Pick<SavedFilter, 'name' | 'filter'>;
