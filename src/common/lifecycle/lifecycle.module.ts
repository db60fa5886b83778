import { Global, Module } from '@nestjs/common';
import { ClientConnections } from './client-connections.js';
import { Shutdown } from './shutdown.js';

@Global()
@Module({ providers: [Shutdown, ClientConnections], exports: [Shutdown] })
export class LifecycleModule {}
