import { UsageError } from './exit.ts';

const pages: Record<string, string> = {
  serve: `huiyin serve [--role all|api|worker]
  Starts the service. It is configured by environment variables: see docs/operations.md. With PostgreSQL it may be
  parted: processes that answer requests (api), and others that do the work behind them (worker), any number of each.`,
  analyze: `huiyin analyze FILE|- [--taxonomy ID] [--scale 1-5] [--columns HEADER=FIELD,…] [--json]
  Reads comments from a CSV, XLSX or NDJSON file, or from standard input (NDJSON, or one text a line), and prints
  what they say: a table on a terminal, one JSON object a line elsewhere or with --json. Stores nothing.`,
  explain: `huiyin explain [TEXT] [--file FILE] [--rating N] [--scale 1-5] [--json]
  Shows the sum behind the sentiment of one comment, and with a rating that behind its conflict: every term with the
  rule or model that gave it. The text is the argument, a file (UTF-8), or standard input. A table on a terminal, JSON
  elsewhere or with --json. Stores nothing.`,
  import: `huiyin import FILE [--url URL] [--key KEY] [--source NAME] [--channel NAME] [--language TAG]
              [--scale 1-5] [--columns HEADER=FIELD,…] [--dry-run]
  Sends a CSV, XLSX or NDJSON file to a running service, follows the job, and prints its balance and rejected rows.
  FIELD is text, rating, channel, source, occurredAt, author, externalId, language, metadata.NAME, ratings.NAME,
  or empty to leave the column out (*= leaves out all others). Columns that are not named are guessed.`,
  sample: `huiyin sample [--url URL] [--key KEY]
  Loads the sample comments that ship with the service.`,
  topics: `huiyin topics FILE|- [--k N|auto] [--algorithm lda|kmeans] [--seed N] [--out report.html] [--json FILE]
                [--words noun,verb,adjective,other] [--taxonomy ID] [--scale 1-5] [--columns HEADER=FIELD,…]
                [--language zh-CN|en]
  Finds the topics of a file of comments and prints them; --out writes a page with words, quotes, figures and a map,
  --json everything with the topic of each comment. The same file and seed give the same answer. Stores nothing.`,
  stats: `huiyin stats FILE|- [--goal N] [--scale 1-5] [--columns HEADER=FIELD,…] [--json]
  Prints the scores of the ratings in a file, with 95 % intervals: CSAT, NPS, the ten-point index and its grades, of
  all, by channel, and by sub-score. --goal says how the index (0 to 100) could reach it. Stores nothing.`,
  report: `huiyin report [FILE] --out FILE.html|.docx|.xlsx|.md [--period week|month|quarter|FROM..TO]
                [--language zh-CN|zh-TW|en] [--title TEXT] [--url URL] [--key KEY]
                [--taxonomy ID] [--scale 1-5] [--columns HEADER=FIELD,…]
  Writes the periodic report, once for each --out. Without FILE a running service makes and keeps it, of the last whole
  month unless --period says otherwise. With a CSV, XLSX or NDJSON file it is about all days of the file, and nothing
  is stored: the last three options say how to read it.`,
  train: `huiyin train [--url URL] [--key KEY] [--no-ratings] [--by-hand]
  Has a running service train the workspace's model on what reviewers have decided, and prints how it and the one in
  force do on decided comments that never train. It is put in force if it is not worse; with --by-hand only
  POST /v1/models/ID/promote does. --no-ratings keeps the ratings of undecided comments from teaching.`,
  backup: `huiyin backup FILE|DIR [--data-dir DIR | --url URL --key KEY]
  Writes a backup of a data folder (HUIYIN_DATA_DIR), also while a service runs on it, or of the service at a URL, and
  checks it. In a DIR it gets a name that says when. With HUIYIN_BACKUP_PASSPHRASE it is encrypted. With DATABASE_URL
  the database is that one, by pg_dump.`,
  restore: `huiyin restore FILE [--data-dir DIR] [--check]
  Reads a whole backup, and when nothing is wrong with it makes a data folder of it, which must be absent or empty.
  A backup of PostgreSQL goes into the empty database of DATABASE_URL, by pg_restore.
  --check only reads.`,
  'migrate-store': `huiyin migrate-store --to postgres|sqlite
  Moves everything from the database in HUIYIN_DATA_DIR into the empty PostgreSQL database of DATABASE_URL, or back into a
  folder without one. The service must be stopped. It happens in one transaction, which is verified by the count and the
  SHA-256 of each table before it ends: when anything fails the target stays empty. The source is left as it is.`,
  evaluate: `huiyin evaluate --data DIR [--split dev] [--suite NAME,…] [--limit 2000] [--segmenter NAME] [--json FILE]
  Scores the analysis on labelled comments: DIR holds <set>.<split>.jsonl.gz. Suites are sentiment, ratings,
  calibration, conflict, thresholds, channels, issues, dining and laws; segmenters jieba, jieba-rs and nodejieba.`,
};

const overview = `huiyin: text mining for customer feedback

${Object.values(pages)
  .map((page) => page.split('\n')[0])
  .join('\n')}
huiyin help [COMMAND]
huiyin --version

URL and KEY come from HUIYIN_URL and HUIYIN_KEY when they are not given.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done with rejected rows.`;

export function help(command?: string): string {
  if (command === undefined) return overview;
  if (!Object.hasOwn(pages, command)) throw new UsageError(`there is no command "${command}"`);
  return pages[command]!;
}
