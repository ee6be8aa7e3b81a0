import { type DestinationStream, type Logger, pino } from 'pino';

/** One JSON object a line, to standard output unless `stream` is given. Of an error only what `loggedError` lists. */
export function createLogger(level: string, stream?: DestinationStream): Logger {
  const options = { name: 'huiyin', level, serializers: { err: loggedError } };
  return stream ? pino(options, stream) : pino(options);
}

/** Names of the schema and of what failed, never data. */
const facts = ['code', 'syscall', 'routine', 'table', 'column', 'constraint'] as const;
const deepest = 5;

/**
 * What is written of an error, of its causes and of those it gathers: kind, message, where it was thrown, and names that help.
 * Libraries hang more on theirs: PostgreSQL the row that was refused, Redis the command with its arguments, which at
 * signing in are the password. Some put the data into the message.
 */
export function loggedError(error: unknown): unknown {
  return described(error, 0);
}

function described(error: unknown, depth: number): unknown {
  if (!(error instanceof Error)) return { type: typeof error };
  const { cause, errors } = error as { cause?: unknown; errors?: unknown };
  const own = error as unknown as Record<string, unknown>;
  return {
    type: error.constructor.name,
    message: messageOf(error),
    ...Object.fromEntries(facts.flatMap((name) => (typeof own[name] === 'string' ? [[name, own[name]]] : []))),
    // Above the first frame it repeats the message.
    stack: error.stack?.match(/^ {4}at .*$/gm)?.join('\n'),
    ...(depth < deepest && {
      ...(cause instanceof Error && { cause: described(cause, depth + 1) }),
      ...(Array.isArray(errors) && { errors: errors.slice(0, deepest).map((one) => described(one, depth + 1)) }),
    }),
  };
}

function messageOf(error: Error): string {
  if (error instanceof SyntaxError && error.message.endsWith('is not valid JSON')) return 'a text is not valid JSON';
  const { code, severity } = error as { code?: unknown; severity?: unknown };
  // Class 22 of PostgreSQL: it quotes the value that it does not take.
  if (severity !== undefined && String(code).startsWith('22')) return 'the database does not take a value';
  return error.message;
}
