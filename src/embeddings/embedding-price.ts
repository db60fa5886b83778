import type { Config } from '../config/config.js';

/** US dollars for a million tokens (https://platform.openai.com/docs/pricing, 2026; not the Batch API's). */
const OPENAI_PRICES: Readonly<Record<string, number>> = {
  'text-embedding-3-small': 0.02,
  'text-embedding-3-large': 0.13,
  'text-embedding-ada-002': 0.1,
};

type PriceSettings = Pick<Config, 'OPENAI_API_KEY' | 'EMBEDDING_MODEL' | 'EMBEDDING_PRICE_PER_MILLION_TOKENS'>;

/** US dollars for a million tokens; null if unknown. The local embedder costs nothing. */
export function pricePerMillion(settings: PriceSettings): number | null {
  if (settings.OPENAI_API_KEY === undefined) return 0;
  return settings.EMBEDDING_PRICE_PER_MILLION_TOKENS ?? OPENAI_PRICES[settings.EMBEDDING_MODEL] ?? null;
}
