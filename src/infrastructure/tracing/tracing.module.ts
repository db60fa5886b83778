import { Module } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { TraceExport } from './trace-export.js';

@Module({
  providers: [{ provide: TraceExport, inject: [Config], useFactory: (config: Config) => TraceExport.open(config) }],
})
export class TracingModule {}
