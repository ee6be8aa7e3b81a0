import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { pinoHttp } from 'pino-http';

type Answered = ServerResponse & { locals?: { requestId?: string; route?: string; keyId?: string; userId?: string } };

/** One line a request. Only what is listed here is written: never a body, a query, a header or an id of a path. */
export function requestLog(logger: Logger): RequestHandler {
  return pinoHttp<IncomingMessage, Answered>({
    logger,
    genReqId: (_request, response) => (response as Answered).locals!.requestId!,
    serializers: { req: () => undefined, res: () => undefined, err: () => undefined },
    quietReqLogger: true,
    customAttributeKeys: { responseTime: 'ms', reqId: 'requestId' },
    customSuccessObject: (request, response, line) => ({ ...line, ...facts(request, response) }),
    customErrorObject: (request, response, _error, line) => ({ ...line, ...facts(request, response) }),
    customLogLevel: (_request, response) => (response.statusCode >= 500 ? 'error' : 'info'),
    autoLogging: { ignore: (request) => request.url === '/healthz' || request.url === '/readyz' },
  }) as unknown as RequestHandler;
}

function facts(request: IncomingMessage, response: Answered): Record<string, unknown> {
  const { route = 'none', keyId, userId } = response.locals ?? {};
  return { method: request.method, route, status: response.statusCode, keyId, userId };
}
