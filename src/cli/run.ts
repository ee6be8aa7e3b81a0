import { programVersion } from '../artefacts/paths.ts';
import { AppError } from '../errors.ts';
import { exitCodes, UsageError } from './exit.ts';
import { help } from './help.ts';

type Command = (args: string[]) => Promise<number>;

/** Loaded when called, so that `help` does not wait for the segmenter and `import` not for the database. */
const commands: Record<string, () => Promise<Command>> = {
  serve: async () => (await import('./serve.ts')).serve,
  analyze: async () => (await import('./analyze.ts')).analyze,
  explain: async () => (await import('./explain.ts')).explain,
  import: async () => (await import('./import.ts')).importFile,
  sample: async () => (await import('./sample.ts')).sample,
  topics: async () => (await import('./topics.ts')).topics,
  train: async () => (await import('./train.ts')).train,
  stats: async () => (await import('./stats.ts')).stats,
  backup: async () => (await import('./backup.ts')).backup,
  restore: async () => (await import('./restore.ts')).restore,
  'migrate-store': async () => (await import('./migrateStore.ts')).moveStore,
  report: async () => (await import('./report.ts')).report,
  evaluate: async () => (await import('./evaluate.ts')).evaluate,
};

/** Runs one command line; answers the exit code. Whatever goes wrong is one clear line on standard error. */
export async function run(args: string[]): Promise<number> {
  const [name = 'help', ...rest] = args;
  try {
    if (name === '--version' || name === '-v') return print(programVersion());
    if (name === 'help' || name === '--help' || name === '-h') return print(help(rest[0]));
    if (!Object.hasOwn(commands, name)) throw new UsageError(`there is no command "${name}"`);
    if (rest.includes('--help') || rest.includes('-h')) return print(help(name));
    return await (await commands[name]!())(rest);
  } catch (error) {
    return explain(error);
  }
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return exitCodes.done;
}

function explain(error: unknown): number {
  if (error instanceof UsageError || isArgumentError(error)) {
    process.stderr.write(`huiyin: ${(error as Error).message} (see huiyin help)\n`);
    return exitCodes.usage;
  }
  if (error instanceof AppError) {
    const details = error.problems.map((problem) => problem.detail).filter((detail) => !error.message.includes(detail));
    process.stderr.write(`huiyin: ${error.code}: ${[error.message, ...details].join(' ')}\n`);
    return exitCodes.failed;
  }
  const system = (error as NodeJS.ErrnoException)?.code;
  if (typeof system === 'string' && error instanceof Error) {
    const { message } = error;
    process.stderr.write(`huiyin: ${message.startsWith(system) ? message : `${system}: ${message}`}\n`);
    return exitCodes.failed;
  }
  throw error;
}

/** What `util.parseArgs` throws. */
function isArgumentError(error: unknown): boolean {
  return String((error as NodeJS.ErrnoException)?.code).startsWith('ERR_PARSE_ARGS');
}
