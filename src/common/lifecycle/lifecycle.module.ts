import { Global, Module } from '@nestjs/common';
import { ClientConnections } from './client-connections.js';
import { FatalProblem } from './fatal-problem.js';
import { Shutdown } from './shutdown.js';

@Global()
@Module({ providers: [Shutdown, FatalProblem, ClientConnections], exports: [Shutdown, FatalProblem] })
export class LifecycleModule {}
