import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Problem, Result } from '../errors.ts';
import { type LexiconEntry, Role } from '../text/sentiment/lexicon.ts';
import { listProblem, readRows } from './wordList.ts';

/** What the entries of a list do, by the file's name. The second column is a value, or the factor of a degree word. */
const rolesByFile: Record<string, number> = {
  'sentiment/words-zh.txt': Role.Word,
  'sentiment/words-en.txt': Role.Word,
  'sentiment/sayings.txt': Role.Saying,
  'sentiment/emoji.txt': Role.Emoji,
  'sentiment/neutral.txt': 0,
  'modifiers/negators.txt': Role.Negator,
  'modifiers/weakeners.txt': Role.Weakener,
  'modifiers/degrees.txt': Role.Degree,
  'modifiers/wishes.txt': Role.Wish,
  'modifiers/rhetorical.txt': Role.Rhetorical,
  'modifiers/sarcasm.txt': Role.Sarcasm,
  'modifiers/changes.txt': Role.Change,
};
const longestEntry = 40;

/**
 * Reads the sentiment lists. A word may be a degree too (好, pretty), and anything a change that one asks for (优化).
 * All problems are listed.
 */
export function loadSentimentEntries(lexiconDir: string, fold: (text: string) => string): Result<LexiconEntry[]> {
  const problems: Problem[] = unknownFiles(lexiconDir);
  const entries = new Map<string, LexiconEntry>();
  for (const [name, roles] of Object.entries(rolesByFile)) {
    const file = join(lexiconDir, name);
    for (const { line, columns } of readRows(file)) {
      const wrong = addEntry(entries, roles, fold(columns[0]), columns[1]);
      if (wrong !== null) problems.push(listProblem(file, line, `«${columns[0]}» ${wrong}`));
    }
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: [...entries.values()] };
}

/** Adds an entry, or says what is wrong with it. */
function addEntry(
  entries: Map<string, LexiconEntry>,
  roles: number,
  text: string,
  number: string | undefined,
): string | null {
  const given = number === undefined || number === '' ? Number.NaN : Number(number);
  const needsNumber = roles !== 0 && (roles & (Role.Negator | Role.Weakener | Role.Change)) === 0;
  if (needsNumber && !(Math.abs(given) <= 4)) return 'needs a number from −4 to 4';
  if (text.length > longestEntry) return `is longer than ${longestEntry} units`;
  const entry = entries.get(text) ?? { text, roles: 0, value: 0, factor: 1 };
  const second = roles === Role.Change || (roles === Role.Degree && entry.roles === Role.Word);
  if (entries.has(text) && (!second || (entry.roles & roles) !== 0)) return 'stands twice';
  entry.roles |= roles;
  if (roles === Role.Degree) entry.factor = given;
  else if (needsNumber) entry.value = given;
  entries.set(text, entry);
  return null;
}

function unknownFiles(lexiconDir: string): Problem[] {
  return ['sentiment', 'modifiers'].flatMap((folder) =>
    readdirSync(join(lexiconDir, folder))
      .filter((name) => !(`${folder}/${name}` in rolesByFile))
      .map((name) => ({
        code: 'invalid_format' as const,
        detail: `${folder}/${basename(name)} is no list that is read`,
      })),
  );
}
