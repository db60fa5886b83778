import { Gauge, type Registry } from 'prom-client';
import type { PoolUse } from '../../infrastructure/postgres/sql-database.js';
import type { SourceHealth } from '../dto/components.dto.js';
import { labeledGauge } from './labeled-gauge.js';

const CIRCUITS: readonly SourceHealth['circuit'][] = ['closed', 'half-open', 'open'];

export interface Build {
  version: string;
  node: string;
  revision: string;
}

/** What this process is: the value is always 1. */
export function buildInfo(registry: Registry, build: Build): void {
  new Gauge({
    name: 'profile_service_build_info',
    help: 'What this process runs: release, version of Node and the commit it was built from',
    labelNames: ['version', 'node', 'revision'] as const,
    registers: [registry],
  }).set({ ...build }, 1);
}

/** Whether calls to each source are made, paused or tried in this process. */
export function circuitStates(registry: Registry): (sources: readonly SourceHealth[]) => void {
  const gauge = new Gauge({
    name: 'profile_service_upstream_circuit_state',
    help: '1 for the state of the circuit of a source in this process, 0 for the others',
    labelNames: ['source', 'state'] as const,
    registers: [registry],
  });
  return (sources) => {
    for (const { name: source, circuit } of sources)
      for (const state of CIRCUITS) gauge.set({ source, state }, state === circuit ? 1 : 0);
  };
}

/** Connections of this process to DATABASE_URL; nothing with the embedded database. */
export function poolGauges(registry: Registry): (use: PoolUse | null) => void {
  const connections = labeledGauge(registry, {
    name: 'profile_service_database_connections',
    help: 'Connections in the pool of this process to the database of jobs: active, idle and max',
    label: 'state',
  });
  const waiting = labeledGauge(registry, {
    name: 'profile_service_database_waiting_calls',
    help: 'Calls in this process that wait for a connection to the database of jobs',
    label: 'pool',
  });
  return (use) => {
    connections(use && { active: use.active, idle: use.idle, max: use.max });
    waiting(use && { jobs: use.waiting });
  };
}
