import { count, percent, signedPoints } from '../format.ts';
import type { ReportTexts } from './phrases.ts';

const times = (n: number, one: string, many: string): string => `${count(n)} ${n === 1 ? one : many}`;

export const en: ReportTexts = {
  title: (from, to) => `Customer feedback report, ${from} to ${to}`,
  sections: {
    preface: 'Preface',
    overview: 'Overview',
    results: 'Results by dimension',
    problems: 'Problems and evidence',
    cases: 'Typical cases',
    comparison: 'Compared with the previous report',
    suggestions: 'Suggestions',
    conclusion: 'Conclusion and outlook',
    appendix: 'Appendix',
  },
  sheets: { overview: 'Overview', dimensions: 'Dimensions', problems: 'Problems', trend: 'Trend', quotes: 'Quotes' },
  quotes: { day: 'Day', channel: 'Channel', rating: 'Rating', text: 'Words', comment: 'Comment' },
  smallSample: 'sample too small',
  erased: '[erased at the request of the customer]',
  none: '–',
  list: (items) => items.join(', '),
  preface: {
    made: (from, to, comments, analysed) =>
      `This report is about the ${times(comments, 'customer comment', 'customer comments')} of ${from} to ${to}, of which ${count(analysed)} had been analysed.`,
    frozen:
      'All figures are calculated by fixed rules and all quotes are the words of customers, with personal data masked. Once made, the report does not change; only the quotes of comments that are erased later are taken out.',
    empty: 'There are no comments in this period, so there are no results to report.',
  },
  overview: {
    purpose: 'Purpose',
    purposeText:
      'To show what customers praise and what they complain about, how that has changed since the period before, and what should be done first.',
    method: 'Method',
    methodItems: (before, minimum) => [
      'Every comment was read by machine: its sentiment, the points it makes, and how each is judged. Where people have corrected a result, their decision counts.',
      'Shares come with 95 % Wilson intervals.',
      `The period before is ${before.from} to ${before.to}. Differences of shares are tested with the two-proportion z-test, ratings with Mann–Whitney; p-values of one table are adjusted together (Benjamini–Hochberg) and called clear below 0.05.`,
      `Ratings and shares of fewer than ${minimum} comments are not shown (“sample too small”).`,
    ],
    limits: 'Limits',
    limitItems: [
      'Who writes a comment decided so himself; the comments do not stand for all customers.',
      'Machines misread irony, hints and rare words. Quotes are examples, not proof of how often something happens.',
      'A change beside an event is no proof that the event caused it.',
    ],
    filtered: 'The comments were chosen by filters; the figures hold for those alone.',
    respondents: 'Respondents',
    groups: { channel: 'Channel', source: 'Source', language: 'Language' },
    noName: '(not given)',
    ratings: 'Ratings',
  },
  columns: {
    measure: 'Measure',
    value: 'Value',
    low: 'Low (95 %)',
    high: 'High (95 %)',
    n: 'n',
    comments: 'Comments',
    share: 'Share',
    dimension: 'Dimension',
    problem: 'Problem',
    positive: 'Positive',
    negative: 'Negative',
    neutral: 'Neutral',
    mixed: 'Mixed',
    complaintShare: 'Complaint share',
    change: 'Change (points)',
    p: 'Adjusted p',
    rating: 'Mean rating (of 10)',
    index: 'Index (of 100)',
    csat: 'Satisfied',
    severity: 'Severity (0–1)',
    department: 'Department',
    open: 'Open',
    overdue: 'Overdue',
    period: 'Period',
    grade: 'Grade (of ten points)',
    suggestion: 'Suggestion',
    owner: 'Owner',
    deadline: 'Deadline',
    lift: 'Possible gain (index points)',
    roi: 'Gain ÷ effort',
    flag: 'Flag',
    part: 'Part',
    version: 'Version',
    definition: 'Definition',
    now: 'This report',
    before: 'Previous report',
    score: 'Mean sentiment (−1..1)',
  },
  measures: {
    comments: 'Comments',
    analysed: 'Analysed',
    negative: 'Negative comments',
    positive: 'Positive comments',
    coverage: 'Comments with a recognised point',
    csat: 'Satisfied ratings (CSAT)',
    nps: 'Net promoter score (−100..100)',
    index: 'Ten-point index (0–100)',
    overdue: 'Overdue issues',
    open: 'Open issues',
  },
  languages: {
    'zh-Hans': 'Simplified Chinese',
    'zh-Hant': 'Traditional Chinese',
    en: 'English',
    mixed: 'Mixed',
    und: 'Undetermined',
  },
  results: {
    summary: (comments, negative, share) =>
      `${times(comments, 'comment is', 'comments are')} analysed; ${count(negative)} of them (${percent(share.value)}, 95 % interval ${percent(share.low)}–${percent(share.high)}) are negative as a whole.`,
    few: 'There are too few analysed comments for shares.',
    csatChange: (difference, q, clear) =>
      `The share of satisfied ratings changed by ${signedPoints(difference)} points since the period before (adjusted p ${q}); ${clear ? 'the difference is clear' : 'that may be chance'}.`,
    noChange: 'The ratings of one of the two periods are too few to be compared.',
    table: 'Dimensions',
    chart: 'Praise and complaints by dimension',
    chartText: (first, negative, positive) =>
      `The dimension mentioned most is “${first}” with ${count(negative)} complaining and ${count(positive)} praising comments.`,
    subscores: 'Sub-scores',
    dimension: (name, comments, negative, positive) =>
      `${times(comments, 'comment mentions', 'comments mention')} ${name}: ${count(negative)} with a complaint, ${count(positive)} with praise (a comment can do both).`,
    share: (share) =>
      `${percent(share.value)} of all analysed comments complain about it (95 % interval ${percent(share.low)}–${percent(share.high)}).`,
    rating: (mean, n) =>
      `Those who mention it rate ${mean.toFixed(1)} of 10 on average (${times(n, 'rating', 'ratings')}).`,
    change: (difference, q, clear) =>
      `Since the period before, the share of complaints has changed by ${signedPoints(difference)} points (adjusted p ${q}): ${clear ? 'a clear change' : 'no clear change'}.`,
    notCompared: 'The sample is too small for a comparison with the period before.',
    fewMentions: 'Fewer comments mention it than the minimum sample: no shares are shown.',
    praise: 'Praise',
    complaints: 'Complaints',
    trend: 'Course of the period',
    trendText: (points) => `Comments and their sentiment over ${times(points, 'point in time', 'points in time')}.`,
    noPoints: 'No point of the taxonomy was recognised in these comments.',
  },
  problems: {
    intro:
      'Problems are ordered by the number of complaining comments times their mean severity (0–1), which reflects strength of words, urgency and threats to leave, publish or sue.',
    none: 'No complaints were recognised.',
    chart: 'Complaining comments by problem',
    chartText: (first, n) => `“${first}” has most weight: ${times(n, 'complaining comment', 'complaining comments')}.`,
    facts: (negative, severity, department, slaHours) =>
      `${times(negative, 'comment complains', 'comments complain')} about it; mean severity ${severity.toFixed(2)}. ${department} is responsible, to be settled within ${times(slaHours, 'hour', 'hours')}.`,
    work: (open, overdue) => `Open when the report was made: ${count(open)}, of these overdue: ${count(overdue)}.`,
    appeared: 'The period before had no such complaint.',
    evidence: 'What customers say',
  },
  cases: {
    intro: (n) =>
      `${times(n, 'case shows', 'cases show')} how complaints came about and what became of them. Cases were chosen for severity and for what was done, not for how frequent they are.`,
    none: 'There is no complaint that could be told as a case.',
    heading: (n, leaf) => `Case ${n}: ${leaf}`,
    scene: 'Scene',
    request: 'Request',
    process: 'Process',
    outcome: 'Outcome',
    sceneText: (day, channel, rating) =>
      `On ${day} a customer wrote${channel === null ? '' : ` by the channel “${channel}”`}${rating === null ? '' : `, rating ${rating}`}:`,
    requestText: 'In the words of the customer:',
    noRequest: 'The customer made no explicit request.',
    opened: (at, leaf, department, slaHours) =>
      `${at}: opened as “${leaf}” for ${department}, to be settled within ${times(slaHours, 'hour', 'hours')}.`,
    alert: (at) => `${at}: an alert was raised.`,
    step: (at, from, to) => `${at}: from “${from}” to “${to}”.`,
    assigned: (at) => `${at}: handed to somebody.`,
    nothing: 'Nothing further is on record.',
    finished: (at, state) => `${at}: ${state}.`,
    followUp: (score) => `Asked again, the customer gave ${score} of 10.`,
    unfinished: (state, due, overdue) =>
      `Not finished when the report was made (${state}); ${overdue ? `overdue since ${due}` : `due ${due}`}.`,
    states: {
      open: 'open',
      assigned: 'assigned',
      in_progress: 'in progress',
      waiting_customer: 'waiting for the customer',
      resolved: 'resolved',
      verified: 'verified',
      reopened: 'reopened',
    },
  },
  comparison: {
    intro: (title, from, to) => `Compared with “${title}” (${from} to ${to}), as it was made then.`,
    better: (names) => `Clearly fewer complaints: ${names}.`,
    worse: (names) => `Clearly more complaints: ${names}.`,
    same: 'No dimension has changed clearly.',
    appeared: (names) => `New among the problems: ${names}.`,
    gone: (names) => `Not complained about any more: ${names}.`,
    sameProblems: 'No problem is new, none is gone.',
    table: 'Complaint shares in both reports',
  },
  suggestions: {
    intro:
      'Who is responsible and how long it may take come from the taxonomy; deadlines count from the day of the report. Gains are estimates of a regression and no promise.',
    none: 'The figures give no reason for suggestions.',
    table: 'What should be done',
    settle: (name, overdue) =>
      overdue > 0
        ? `Settle the ${count(overdue)} overdue issues about “${name}”, then remove their cause.`
        : `Find and remove the cause of the complaints about “${name}”.`,
    immediately: 'at once',
    priorities: 'Gain and effort',
    prioritiesText: (threshold) =>
      `How much the index could gain if nobody complained about a point any more, by effort. From ${threshold.toFixed(1)} on it is worth its effort by the settings of the workspace.`,
  },
  conclusion: {
    main: (problem, share) =>
      `Most weight has “${problem}”${share === null ? '' : `, which ${percent(share)} of the analysed comments complain about`}.`,
    worse: (names) => `Complaints have clearly increased about: ${names}.`,
    better: (names) => `Complaints have clearly decreased about: ${names}.`,
    steady: 'Compared with the period before, no dimension shows a clear change.',
    praise: (name, n) => `Customers praise “${name}” most (${times(n, 'comment', 'comments')}).`,
    outlook:
      'The next report should show whether the measures work: the shares of complaints about the problems named here should fall by more than chance explains.',
    empty: 'Without comments nothing can be concluded.',
  },
  appendix: {
    definitions: 'Definitions',
    definitionRows: [
      ['Complaint share', 'Comments with at least one negative point about something ÷ analysed comments.'],
      ['CSAT', 'Ratings in the top boxes of their scale (4 and 5 of 5) ÷ valid ratings.'],
      ['NPS', 'Share of 9–10 minus share of 0–6, of ten-point ratings alone.'],
      ['Ten-point index', 'Mean of the valid ratings, mapped to ten points, × 10.'],
      ['Severity', 'Mean over the negative points, 0 (mild) to 1 (grave).'],
      ['Change', 'Share in this period minus share in the period before, in percentage points.'],
    ],
    quality: 'Data quality',
    notScanned: 'The quality of the data has not been scanned.',
    scanned: (unscanned) =>
      `By the last scan; ${times(unscanned, 'comment', 'comments')} of the workspace came after it. Nothing is deleted.`,
    pending: (pending, failed) =>
      `Not read when the report was made: ${count(pending)} waiting, ${count(failed)} failed.`,
    versions: 'Versions',
    allProblems: 'All problems',
    grades: 'Ratings by grade',
    flags: {
      outlier: 'Outlier',
      straight_line: 'Straight-lining',
      blocked_respondent: 'Blocked respondent',
      duplicate: 'Duplicate',
      near_duplicate: 'Near-duplicate',
      incomplete: 'Too many sub-scores missing',
      speeder: 'Answered too fast',
      subscore_contradiction: 'Contradicting sub-scores',
    },
  },
};
