import { Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { DataDirectory } from '../data-directory/data-directory.js';
import { DataDirectoryModule } from '../data-directory/data-directory.module.js';
import { awsDynamoDb } from './aws-dynamodb.js';
import { DynamoDb } from './dynamodb.js';
import { embeddedDynamoDb } from './embedded-dynamodb.js';

@Module({
  imports: [DataDirectoryModule],
  providers: [
    {
      provide: DynamoDb,
      inject: [Config, DataDirectory],
      useFactory: (config: Config, directory: DataDirectory) =>
        new DynamoDb(onAws(config) ? awsDynamoDb(config) : embeddedDynamoDb(directory)),
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

function onAws({ DYNAMODB, AWS_REGION, AWS_ENDPOINT_URL_DYNAMODB }: Config): boolean {
  if (DYNAMODB !== undefined) return DYNAMODB === 'aws';
  return AWS_REGION !== undefined || AWS_ENDPOINT_URL_DYNAMODB !== undefined;
}
