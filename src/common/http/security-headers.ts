import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** Headers for a JSON service whose one page is Swagger UI, which has its scripts beside it and styles within. */
export function securityHeaders(): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        baseUri: ["'none'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
      },
    },
    // Answers to other origins are for CORS_ORIGINS to allow, which this header would contradict.
    crossOriginResourcePolicy: false,
  });
}
