import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** The headers that every answer bears; what they are does not depend on the request, so helmet is asked once. */
export function securityHeaders(): RequestHandler {
  const request = new IncomingMessage(new Socket());
  const example = new ServerResponse(request);
  policy(request, example, () => {});
  const headers = Object.entries(example.getHeaders()) as [string, string][];
  return (_request, response, next) => {
    for (const [name, value] of headers) response.setHeader(name, value);
    next();
  };
}

/** Nothing from elsewhere, nothing inline, no framing. TLS is the business of the proxy in front, so no HSTS here. */
const policy = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      // Swagger UI draws its arrows from data: URLs in its style sheet.
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  strictTransportSecurity: false,
  xFrameOptions: { action: 'deny' },
  referrerPolicy: { policy: 'no-referrer' },
});
