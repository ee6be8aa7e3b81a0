import type { TextKey } from './texts.ts';

/** English texts for exactly one, of keys whose other text speaks of several. */
export const one: Partial<Record<TextKey, string>> = {
  masked: '1 personal detail was masked before storing',
  alertPreviewResult: 'It would have been raised once.',
  alertPreviewPart: 'Only the newest comment was read.',
  checkedRows: '1 row can be imported',
  rejectedRows: '1 row cannot be read',
  importNow: 'Import 1 comment',
  ofComments: '1 comment',
  commentCount: '1 comment',
  topicCount: '1 topic',
  showTopicComments: 'Show its 1 comment',
  rankedNote: 'The words that matter most in 1 comment, by TF-IDF. Below each share: its 95% interval.',
  suggestedBy: 'From the run of {{time}} (1 comment)',
  planAfter: 'after 1 decision',
  planEvery: 'every day, if anything was decided',
  planRest: 'at least 1 hour after the latest training',
  planMissing: '1 more decision starts the next training.',
  imputedCount: '1 filled in',
  equallyWeighted: 'Index of 1 sub-score: {{value}}',
  daysLeft: '1 day left',
  daysOver: 'ended 1 day ago',
  effectsNote:
    'Regression over 1 rating, on ten points. A comment that mentions none of the issues rates {{baseline}}; R² {{explained}}. Issues with at least {{fewest}} mentions.',
  segmentsNote: '1 customer (author), rated high or low against the median.',
  churnNote: '1 customer shows signs.',
  speakOfIt: '1 comment mentions it',
  scanned: 'Last scan: {{time}}, 1 comment.',
  imputedNote: '1 missing sub-score was filled in by the scan. It counts only where you choose so, and is marked:',
};
