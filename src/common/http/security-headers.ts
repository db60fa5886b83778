import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** Headers for a JSON service whose only page is Swagger UI, which loads scripts from the same origin and uses inline styles. */
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
    // Cross-origin access is controlled by CORS_ORIGINS, which this header would override.
    crossOriginResourcePolicy: false,
  });
}
