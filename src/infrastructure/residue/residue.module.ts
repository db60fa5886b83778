import { Module } from '@nestjs/common';
import { DataDirectoryModule } from '../data-directory/data-directory.module.js';
import { DynamoDbModule } from '../dynamodb/dynamodb.module.js';
import { PostgresModule } from '../postgres/postgres.module.js';
import { Residue } from './residue.js';

@Module({
  imports: [DataDirectoryModule, PostgresModule, DynamoDbModule],
  providers: [Residue],
  exports: [Residue],
})
export class ResidueModule {}
