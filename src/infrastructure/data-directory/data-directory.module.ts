import { Module } from '@nestjs/common';
import { DataDirectory } from './data-directory.js';

@Module({ providers: [DataDirectory], exports: [DataDirectory] })
export class DataDirectoryModule {}
