import { join } from 'node:path';
import type { Problem, Result } from '../errors.ts';
import type { LabelCues } from '../feedback/labelCues.ts';
import { cueProblem } from './cueSyntax.ts';
import { listProblem, readRows } from './wordList.ts';

/** Loads lexicons/escalation and lexicons/kind. All problems of all lists are listed. */
export function loadLabelCues(lexiconDir: string): Result<LabelCues> {
  const problems: Problem[] = [];
  const cues = (...path: string[]): string[] => {
    const file = join(lexiconDir, ...path);
    return readRows(file).map(({ line, columns }) => {
      const message = cueProblem(columns[0]);
      if (message !== null) problems.push(listProblem(file, line, message));
      return columns[0];
    });
  };
  const value: LabelCues = {
    escalation: {
      repeat: cues('escalation', 'repeat.txt'),
      churn: cues('escalation', 'churn.txt'),
      public: cues('escalation', 'public.txt'),
      legal: cues('escalation', 'legal.txt'),
    },
    safety: cues('escalation', 'safety.txt'),
    suggestion: cues('kind', 'suggestion.txt'),
    notSuggestion: cues('kind', 'not-suggestion.txt'),
    question: cues('kind', 'question.txt'),
    rhetorical: cues('kind', 'rhetorical.txt'),
    faintPraise: cues('kind', 'faint-praise.txt'),
    middling: cues('kind', 'middling.txt'),
    ...negation(join(lexiconDir, 'kind', 'negators.txt'), problems),
  };
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value };
}

function negation(file: string, problems: Problem[]): { negators: string[]; fillers: string[] } {
  const rows = readRows(file);
  for (const { line, columns } of rows)
    if (columns[1] !== 'negator' && columns[1] !== 'filler')
      problems.push(listProblem(file, line, `unknown kind «${columns[1] ?? ''}»`));
  const words = (kind: string): string[] => rows.filter(({ columns }) => columns[1] === kind).map((r) => r.columns[0]);
  return { negators: words('negator'), fillers: words('filler') };
}
