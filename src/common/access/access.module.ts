import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { hasKeys } from '../../config/rules.js';
import { Config } from '../../config/config.js';
import { ApiKeyGuard } from './api-key.guard.js';
import { ApiKeys } from './api-keys.js';
import { localKey } from './local-key.js';

/** Protects all routes with the configured keys, or with the local key if none is configured. */
@Global()
@Module({
  providers: [
    {
      provide: ApiKeys,
      inject: [Config],
      useFactory: async (config: Config) =>
        hasKeys(config) ? ApiKeys.configured(config) : ApiKeys.only('local', await localKey(config.DATA_DIR)),
    },
    { provide: APP_GUARD, useClass: ApiKeyGuard },
  ],
  exports: [ApiKeys],
})
export class AccessModule {}
