import { Module } from '@nestjs/common';
import { SupabaseModule } from '../infrastructure/supabase/supabase.module.js';
import { SuppressionStore } from '../suppression/suppression.store.js';
import { PersonDigester } from '../suppression/person-digester.js';
import { SuppressionModule } from '../suppression/suppression.module.js';
import { Suppressions } from '../suppression/suppressions.js';
import { BatchErasureStore } from './batch-erasure.store.js';
import { BatchStore } from './batch.store.js';
import { CompanyStore } from './company.store.js';
import { EmbeddingStore } from './embedding.store.js';
import { ErasureStore } from './erasure.store.js';
import { EventBundles } from './event-bundles.store.js';
import { KnownPeople } from './known-people.store.js';
import { ProfileChanges } from './profile-changes.store.js';
import { ProfileSearch } from './profile-search.store.js';
import { ProfileStore } from './profile.store.js';
import { ReprocessStore } from './reprocess.store.js';
import { checkWithKey } from './suppression-key-check.js';
import { SupabaseBatchErasureStore } from './supabase-batch-erasure.store.js';
import { SupabaseBatchStore } from './supabase-batch.store.js';
import { SupabaseCompanyStore } from './supabase-company.store.js';
import { SupabaseEmbeddingStore } from './supabase-embedding.store.js';
import { SupabaseErasureStore } from './supabase-erasure.store.js';
import { SupabaseEventBundles } from './supabase-event-bundles.store.js';
import { SupabaseKnownPeople } from './supabase-known-people.store.js';
import { SupabaseProfileChanges } from './supabase-profile-changes.store.js';
import { SupabaseProfileSearch } from './supabase-profile-search.js';
import { SupabaseProfileStore } from './supabase-profile.store.js';
import { SupabaseReprocessStore } from './supabase-reprocess.store.js';
import { SupabaseSuppressionStore } from './supabase-suppression.store.js';

@Module({
  imports: [
    SupabaseModule.with({ imports: [SuppressionModule], inject: [PersonDigester], useFactory: checkWithKey }),
    SuppressionModule,
  ],
  providers: [
    { provide: ProfileStore, useClass: SupabaseProfileStore },
    { provide: ProfileSearch, useClass: SupabaseProfileSearch },
    { provide: CompanyStore, useClass: SupabaseCompanyStore },
    { provide: BatchStore, useClass: SupabaseBatchStore },
    { provide: EmbeddingStore, useClass: SupabaseEmbeddingStore },
    { provide: BatchErasureStore, useClass: SupabaseBatchErasureStore },
    { provide: ErasureStore, useClass: SupabaseErasureStore },
    { provide: EventBundles, useClass: SupabaseEventBundles },
    { provide: KnownPeople, useClass: SupabaseKnownPeople },
    { provide: ProfileChanges, useClass: SupabaseProfileChanges },
    { provide: ReprocessStore, useClass: SupabaseReprocessStore },
    { provide: SuppressionStore, useClass: SupabaseSuppressionStore },
    Suppressions,
  ],
  exports: [
    ProfileStore,
    ProfileSearch,
    CompanyStore,
    BatchStore,
    EmbeddingStore,
    ErasureStore,
    BatchErasureStore,
    KnownPeople,
    ProfileChanges,
    EventBundles,
    ReprocessStore,
    Suppressions,
    SupabaseModule,
    SuppressionModule,
  ],
})
export class ProfileStoreModule {}
