import {
  Module,
  type DynamicModule,
  type FactoryProvider,
  type ModuleMetadata,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { Config } from '../../config/config.js';
import { EmbeddedPostgres } from '../postgres/embedded/embedded-postgres.js';
import { PostgresModule } from '../postgres/postgres.module.js';
import { embeddedSupabase } from './embedded-supabase.js';
import { hostedSupabase } from './hosted-supabase.js';
import type { SchemaCheck } from './supabase-driver.js';
import { SupabaseGateway } from './supabase-gateway.js';

/** How the schema is checked, and what the check needs. */
interface CheckOptions
  extends Pick<ModuleMetadata, 'imports'>, Pick<FactoryProvider<SchemaCheck>, 'inject' | 'useFactory'> {}

const SCHEMA_CHECK = Symbol('schema check');

@Module({})
export class SupabaseModule implements OnModuleInit, OnApplicationShutdown {
  constructor(private readonly supabase: SupabaseGateway) {}

  /** The gateway for the module that owns the schema; other modules get it from that one. */
  static with({ imports = [], ...check }: CheckOptions): DynamicModule {
    return {
      module: SupabaseModule,
      imports: [PostgresModule, ...imports],
      providers: [
        { provide: SCHEMA_CHECK, ...check },
        {
          provide: SupabaseGateway,
          inject: [Config, EmbeddedPostgres, SCHEMA_CHECK],
          useFactory: (
            { SUPABASE_URL, SUPABASE_SERVICE_ROLE_KEY }: Config,
            postgres: EmbeddedPostgres,
            checkSchema: SchemaCheck,
          ) =>
            SUPABASE_URL && SUPABASE_SERVICE_ROLE_KEY
              ? hostedSupabase(SUPABASE_URL, SUPABASE_SERVICE_ROLE_KEY, checkSchema)
              : embeddedSupabase(postgres, checkSchema),
        },
      ],
      exports: [SupabaseGateway],
    };
  }

  async onModuleInit(): Promise<void> {
    await this.supabase.open();
  }

  onApplicationShutdown(): void {
    this.supabase.close();
  }
}
