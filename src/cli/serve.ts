import { parseArgs } from 'node:util';
import { exitCodes } from './exit.ts';
import { loadWiring } from './wiring.ts';

/** Starts the service; it ends by itself on SIGTERM or SIGINT. */
export async function serve(args: string[]): Promise<number> {
  const { role } = parseArgs({ args, options: { role: { type: 'string' } } }).values;
  const { main } = await loadWiring('main');
  await main(role);
  return exitCodes.done;
}
