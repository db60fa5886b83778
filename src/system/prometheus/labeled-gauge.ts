import { Gauge, type Registry } from 'prom-client';

interface LabeledGaugeOptions {
  name: string;
  help: string;
  /** What tells the values from one another. */
  label: string;
}

/** Shows values by one label; those of a null are unknown now, and an old value must not pass for one. */
export type LabeledGauge = (values: Readonly<Record<string, number>> | null) => void;

export function labeledGauge(registry: Registry, { name, help, label }: LabeledGaugeOptions): LabeledGauge {
  const gauge = new Gauge({ name, help, labelNames: [label], registers: [registry] });
  return (values) => {
    gauge.reset();
    for (const [key, value] of Object.entries(values ?? {})) gauge.set({ [label]: key }, value);
  };
}
