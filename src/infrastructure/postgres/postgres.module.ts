import { Module } from '@nestjs/common';
import { DataDirectoryModule } from '../data-directory/data-directory.module.js';
import { EmbeddedPostgres } from './embedded-postgres.js';

@Module({ imports: [DataDirectoryModule], providers: [EmbeddedPostgres], exports: [EmbeddedPostgres] })
export class PostgresModule {}
