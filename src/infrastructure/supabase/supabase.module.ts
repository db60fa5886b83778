import { Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { EmbeddedPostgres } from '../postgres/embedded-postgres.js';
import { PostgresModule } from '../postgres/postgres.module.js';
import { embeddedSupabase } from './embedded-supabase.js';
import { hostedSupabase } from './hosted-supabase.js';
import { SupabaseDoor } from './supabase-door.js';

@Module({
  imports: [PostgresModule],
  providers: [
    {
      provide: SupabaseDoor,
      inject: [Config, EmbeddedPostgres],
      useFactory: ({ SUPABASE_URL, SUPABASE_SERVICE_ROLE_KEY }: Config, postgres: EmbeddedPostgres) =>
        SUPABASE_URL && SUPABASE_SERVICE_ROLE_KEY
          ? hostedSupabase(SUPABASE_URL, SUPABASE_SERVICE_ROLE_KEY)
          : embeddedSupabase(postgres),
    },
  ],
  exports: [SupabaseDoor],
})
export class SupabaseModule implements OnModuleInit, OnApplicationShutdown {
  constructor(private readonly supabase: SupabaseDoor) {}

  async onModuleInit(): Promise<void> {
    await this.supabase.open();
  }

  onApplicationShutdown(): void {
    this.supabase.close();
  }
}
