import { Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { DataDirectory } from '../data-directory/data-directory.js';
import { DataDirectoryModule } from '../data-directory/data-directory.module.js';
import { awsDynamoDb, isOnAws } from './aws/aws-dynamodb.js';
import { DynamoDb } from './dynamodb.js';
import { embeddedDynamoDb } from './embedded/embedded-dynamodb.js';

@Module({
  imports: [DataDirectoryModule],
  providers: [
    {
      provide: DynamoDb,
      inject: [Config, DataDirectory],
      useFactory: (config: Config, directory: DataDirectory) =>
        new DynamoDb(isOnAws(config) ? awsDynamoDb(config) : embeddedDynamoDb(directory)),
    },
  ],
  exports: [DynamoDb],
})
export class DynamoDbModule implements OnModuleInit, OnApplicationShutdown {
  constructor(private readonly dynamodb: DynamoDb) {}

  async onModuleInit(): Promise<void> {
    await this.dynamodb.open();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.dynamodb.close();
  }
}
