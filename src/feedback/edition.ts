/** What a workspace makes of a shipped artefact: a draft that people work on, and published versions, which never change. */
import type { Job } from './read.ts';

export const editionKinds = ['taxonomy', 'lexicon'] as const;
export type EditionKind = (typeof editionKinds)[number];

/** A published version; 0 is what ships with the service. */
export interface EditionHead {
  version: number;
  /** `<id>@<hash of the content>`, as analyses carry it. */
  key: string;
  state: 'active' | 'retired';
  note: string | null;
  /** When and by whom it was published; null for what ships with the service. */
  createdAt: string | null;
  createdBy: string | null;
}

export interface InForce<Content> {
  version: number;
  key: string;
  content: Content;
}

export interface Draft<Content> {
  content: Content;
  /** Names this state of the draft. */
  revision: string;
  updatedAt: string;
  updatedBy: string;
}

/** What publishing and rolling back answer. */
export interface PutInForce {
  version: number;
  key: string;
  /** Reads all comments again; null when nobody asked for it. */
  job: Job | null;
}
