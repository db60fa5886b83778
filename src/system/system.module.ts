import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { QueueModule } from '../infrastructure/queue/queue.module.js';
import { SupabaseModule } from '../infrastructure/supabase/supabase.module.js';
import { HealthController } from './health/health.controller.js';
import { QueueHealth } from './health/queue.health.js';
import { SupabaseHealth } from './health/supabase.health.js';
import { WelcomeController } from './welcome.controller.js';

@Module({
  imports: [TerminusModule.forRoot({ logger: false }), QueueModule, SupabaseModule],
  controllers: [WelcomeController, HealthController],
  providers: [SupabaseHealth, QueueHealth],
})
export class SystemModule {}
