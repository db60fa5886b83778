import { Counter, type Registry } from 'prom-client';
import type { EmbeddingsComponent } from '../dto/components.dto.js';

type Usage = Pick<EmbeddingsComponent, 'model' | 'tokens_used' | 'cost_usd'>;

/** Counts tokens and costs of embedding in this process; costs only if the price is known. */
export function embeddingCounters(registry: Registry): (usage: Usage) => void {
  const registers = [registry];
  const labelNames = ['model'] as const;
  const tokens = new Counter({
    name: 'profile_service_embedding_tokens_total',
    help: 'Tokens charged by the embedding service',
    labelNames,
    registers,
  });
  const cost = new Counter({
    name: 'profile_service_embedding_cost_usd_total',
    help: 'Cost of embeddings in US dollars',
    labelNames,
    registers,
  });
  return ({ model, tokens_used, cost_usd }) => {
    show(tokens, model, tokens_used);
    show(cost, model, cost_usd);
  };
}

/** The values are already totals, so they only increase. */
function show(counter: Counter<'model'>, model: string, sum: number | null): void {
  counter.reset();
  if (sum !== null) counter.inc({ model }, sum);
}
