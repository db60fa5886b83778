import { Module } from '@nestjs/common';
import { Config } from '../config/config.js';
import { parseEncryptionKey } from '../config/rules.js';
import { DynamoDb } from '../infrastructure/dynamodb/dynamodb.js';
import { DynamoDbModule } from '../infrastructure/dynamodb/dynamodb.module.js';
import { UpkeepTasksModule } from '../infrastructure/upkeep/upkeep-tasks.module.js';
import { DynamoDbTokenStore } from './store/dynamodb-token.store.js';
import { StoredTokenPool } from './pool/stored-token-pool.js';
import { TokenCipher } from './store/token-cipher.js';
import { TokenPool } from './token-pool.js';
import { TokenStore } from './store/token.store.js';
import { TokenSweep } from './token-sweep.js';
import { TokensController } from './tokens.controller.js';
import { TokensService } from './tokens.service.js';

function tokenStore(config: Config, dynamodb: DynamoDb): TokenStore {
  const table = dynamodb.ensureTable({
    name: config.BEARER_TOKENS_TABLE,
    partitionKey: 'token_id',
    ttlAttribute: 'expires_at_epoch',
  });
  const key = config.TOKEN_ENCRYPTION_KEY === undefined ? null : parseEncryptionKey(config.TOKEN_ENCRYPTION_KEY);
  return new DynamoDbTokenStore(table, key && new TokenCipher(key));
}

@Module({
  imports: [DynamoDbModule, UpkeepTasksModule],
  controllers: [TokensController],
  providers: [
    { provide: TokenStore, inject: [Config, DynamoDb], useFactory: tokenStore },
    {
      provide: TokenPool,
      inject: [TokenStore, Config],
      useFactory: (store: TokenStore, { TOKEN_DAILY_LIMIT, TOKEN_TTL_HOURS }: Config) =>
        new StoredTokenPool(store, { dailyLimit: TOKEN_DAILY_LIMIT, ttlHours: TOKEN_TTL_HOURS }),
    },
    TokensService,
    TokenSweep,
  ],
  exports: [TokenPool],
})
export class TokensModule {}
