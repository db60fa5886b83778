import { Gauge, type Registry } from 'prom-client';

interface LabeledGaugeOptions {
  name: string;
  help: string;
  /** The label that distinguishes the values. */
  label: string;
}

/** A gauge with one label. A null resets it, because outdated values would be misleading. */
export type LabeledGauge = (values: Readonly<Record<string, number>> | null) => void;

export function labeledGauge(registry: Registry, { name, help, label }: LabeledGaugeOptions): LabeledGauge {
  const gauge = new Gauge({ name, help, labelNames: [label], registers: [registry] });
  return (values) => {
    gauge.reset();
    for (const [key, value] of Object.entries(values ?? {})) gauge.set({ [label]: key }, value);
  };
}
