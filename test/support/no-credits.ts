import { CreditsService } from '../../src/credits/credits.service.js';
import { InMemoryCreditStore } from './in-memory-credit.store.js';

/** For tests in which nothing is billed. */
export const noCredits = (): CreditsService => new CreditsService(new InMemoryCreditStore());
