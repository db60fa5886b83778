import { Global, Module, type DynamicModule } from '@nestjs/common';
import { Config } from './config.js';

/** Provides the settings, which are read and validated before the start, to all modules. */
@Global()
@Module({})
export class ConfigModule {
  static with(config: Config): DynamicModule {
    return { module: ConfigModule, providers: [{ provide: Config, useValue: config }], exports: [Config] };
  }
}
