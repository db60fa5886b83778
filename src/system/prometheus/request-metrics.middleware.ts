import { Injectable, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { routeOf } from '../../common/logging/route-of.js';
import { PrometheusMetrics } from './prometheus.metrics.js';

/** Measures requests until the response is sent. Labels are route patterns, because paths may contain personal data. */
@Injectable()
export class RequestMetricsMiddleware implements NestMiddleware {
  constructor(private readonly prometheus: PrometheusMetrics) {}

  use(request: Request, response: Response, next: NextFunction): void {
    const start = performance.now();
    response.once('finish', () => {
      const { method } = request;
      const seconds = (performance.now() - start) / 1_000;
      this.prometheus.observeRequest({ method, route: routeOf(request), status: response.statusCode }, seconds);
    });
    next();
  }
}
