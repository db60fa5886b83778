import { Logger } from '@nestjs/common';
import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';
import { UpstreamError } from '../../infrastructure/http-client/upstream.error.js';
import { SupabaseError } from '../../infrastructure/supabase/supabase.error.js';
import type { ComponentHealth } from '../dto/component-health.dto.js';
import { TIMEOUT_MS } from '../health/probe.js';
import { withTimeout, NoAnswerError } from '../../common/lifecycle/with-timeout.js';

export type DetailsOf<Component extends ComponentHealth> = Omit<Component, keyof ComponentHealth>;

/** Checks the health of one component. */
export abstract class Probe<Component extends ComponentHealth> {
  /** The status if the component does not respond. */
  protected readonly statusOnFailure: 'degraded' | 'unhealthy' = 'unhealthy';

  /** The details to show if the component does not respond. */
  protected abstract get fallback(): DetailsOf<Component>;

  /** Rejects if the component does not respond. */
  protected abstract probe(signal: AbortSignal): Promise<Component>;

  /** Never rejects, and takes no longer than a probe may. */
  async check(): Promise<Component> {
    try {
      return await withTimeout(TIMEOUT_MS, async (signal) => this.probe(signal));
    } catch (error) {
      return { status: this.statusOnFailure, problem: this.problemOf(error), ...this.fallback } as Component;
    }
  }

  /** Only errors that are safe to show are shown to clients. */
  private problemOf(error: unknown): string {
    const isKnown = [StoreUnavailableError, SupabaseError, UpstreamError, NoAnswerError].some(
      (kind) => error instanceof kind,
    );
    if (isKnown) return (error as Error).message;
    new Logger(this.constructor.name).error(error);
    return 'An unexpected error occurred; see the log for details';
  }
}

/** A healthy component. */
export function healthy<Details extends object>(details: Details) {
  return { status: 'healthy' as const, problem: null, ...details };
}

export function degraded<Details extends object>(problem: string, details: Details) {
  return { status: 'degraded' as const, problem, ...details };
}

export function unhealthy<Details extends object>(problem: string, details: Details) {
  return { status: 'unhealthy' as const, problem, ...details };
}
