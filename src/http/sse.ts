import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Job } from '../feedback/read.ts';

const heartbeatMs = 15_000;

/** Sends each job state as an event until the job ends, the client leaves or the service stops. */
export async function sendEvents(
  response: ServerResponse,
  stopping: AbortSignal,
  watch: (signal: AbortSignal) => AsyncIterable<Job>,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  response.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    // Asks a proxy not to hold events back.
    'X-Accel-Buffering': 'no',
  });
  response.flushHeaders();
  // A comment line keeps proxies from closing a quiet connection and finds out about clients that left.
  const heartbeat = setInterval(() => response.write(': alive\n\n'), heartbeatMs);
  try {
    for await (const job of watch(AbortSignal.any([gone.signal, stopping]))) {
      if (gone.signal.aborted) break;
      const fits = response.write(`event: job\ndata: ${JSON.stringify(job)}\n\n`);
      if (!fits) await Promise.race([once(response, 'drain'), once(gone.signal, 'abort')]);
    }
  } finally {
    clearInterval(heartbeat);
    response.end();
  }
}
