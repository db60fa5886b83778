import { Module } from '@nestjs/common';
import { Config } from '../config/config.js';
import { configuredSources } from './configured-sources.js';
import { SourceChain } from './source-chain.js';

@Module({
  providers: [{ provide: SourceChain, useFactory: configuredSources, inject: [Config] }],
  exports: [SourceChain],
})
export class SourcesModule {}
