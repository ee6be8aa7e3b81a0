import { finishedStates } from '../../issue.ts';
import type { ReportContext } from '../context.ts';
import type { Block } from '../document.ts';
import type { CaseFacts } from '../facts.ts';

type Step = Extract<Block, { kind: 'steps' }>['steps'][number];

/** Two or three comments from the complaint to its end: scene, request, process, outcome. */
export function casesBlocks(context: ReportContext): Block[] {
  const { facts, texts, nameOf } = context;
  if (facts.cases.length === 0) return [{ kind: 'text', text: texts.cases.none }];
  return [
    { kind: 'text', text: texts.cases.intro(facts.cases.length) },
    ...facts.cases.flatMap((one, i): Block[] => [
      { kind: 'heading', text: texts.cases.heading(i + 1, nameOf(one.issue.code)) },
      {
        kind: 'steps',
        steps: [
          scene(context, one),
          request(context, one),
          process(context, one),
          { title: texts.cases.outcome, text: outcome(context, one), quotes: [] },
        ],
      },
    ]),
  ];
}

function scene(context: ReportContext, { commentId }: CaseFacts): Step {
  const { facts, texts } = context;
  const { text, day, channel, rating } = facts.comments.get(commentId)!;
  const place = context.quoteWords(commentId, text);
  return {
    title: texts.cases.scene,
    text: texts.cases.sceneText(day, channel, rating),
    quotes: place === null ? [] : [place],
  };
}

function request(context: ReportContext, { commentId }: CaseFacts): Step {
  const { facts, texts } = context;
  const quotes = facts.comments
    .get(commentId)!
    .requests.slice(0, 2)
    .flatMap((words) => context.quoteWords(commentId, words) ?? []);
  return {
    title: texts.cases.request,
    text: quotes.length > 0 ? texts.cases.requestText : texts.cases.noRequest,
    quotes,
  };
}

function process({ texts, nameOf, departmentName }: ReportContext, { issue, history, alerts }: CaseFacts): Step {
  const { cases } = texts;
  const done = [
    ...alerts.map((at) => ({ at, text: cases.alert(minute(at)) })),
    ...history.flatMap(({ at, from, to, change }) => {
      if (from !== to) return [{ at, text: cases.step(minute(at), cases.states[from], cases.states[to]) }];
      return change.assignee ? [{ at, text: cases.assigned(minute(at)) }] : [];
    }),
  ].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const opened = cases.opened(
    minute(issue.createdAt),
    nameOf(issue.code),
    departmentName(issue.department),
    issue.slaHours,
  );
  const steps = done.length > 0 ? done.map(({ text }) => text) : [cases.nothing];
  return { title: cases.process, text: [opened, ...steps].join('\n'), quotes: [] };
}

function outcome({ texts }: ReportContext, { issue, history }: CaseFacts): string {
  const { cases } = texts;
  const state = cases.states[issue.state];
  const asked = issue.followUpScore === null ? [] : [cases.followUp(issue.followUpScore)];
  if (!finishedStates.includes(issue.state)) {
    return [cases.unfinished(state, minute(issue.dueAt), issue.overdue), ...asked].join('\n');
  }
  const end = history.findLast(({ from, to }) => from !== to && to === issue.state);
  return [cases.finished(minute(end?.at ?? issue.updatedAt), state), ...asked].join('\n');
}

/** `2026-05-03 14:05` (UTC) */
function minute(instant: string): string {
  return instant.slice(0, 16).replace('T', ' ');
}
