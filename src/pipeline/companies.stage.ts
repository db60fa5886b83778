import { Injectable } from '@nestjs/common';
import { from, lastValueFrom, mergeMap, toArray } from 'rxjs';
import { HOUR_MS } from '../common/durations.js';
import { Config } from '../config/config.js';
import type { StoredCompany } from '../model/company.js';
import { companyKeys } from '../model/company-reference.js';
import type { Profile } from '../model/profile.js';
import { CompanyStore } from '../profile-store/company.store.js';
import type { LinkedCompany } from '../profile-store/profile.store.js';
import { companiesOf, isSame, type CompanyMention } from './companies-of.js';
import { CompanyCache } from './company-cache.js';
import type { PipelineRun } from './pipeline-run.js';

export interface ResolvedCompanies {
  companies: LinkedCompany[];
  failed: number;
}

/** Finds every company that a profile names: a recent stored one, or a fetched one. */
@Injectable()
export class CompaniesStage {
  constructor(
    private readonly store: CompanyStore,
    private readonly cache: CompanyCache,
    private readonly config: Config,
  ) {}

  async resolve(profile: Profile, run: PipelineRun): Promise<ResolvedCompanies> {
    const named = companiesOf(profile);
    if (named.length === 0) return { companies: [], failed: 0 };
    const stored = await this.store.findByReferences(named.map(({ reference }) => reference));
    const found = await lastValueFrom(
      from(named).pipe(
        mergeMap(
          async (company, index) => ({ index, linked: await this.one(company, stored, run) }),
          this.config.UPSTREAM_CONCURRENCY,
        ),
        toArray(),
      ),
    );
    const companies = found.toSorted((a, b) => a.index - b.index).flatMap(({ linked }) => linked ?? []);
    return { companies: deduplicated(companies), failed: found.filter(({ linked }) => linked === null).length };
  }

  /** Null if there is no company to link to: never fetched before, and the fetch failed now. */
  private async one(
    { reference, name, positions }: CompanyMention,
    stored: StoredCompany[],
    run: PipelineRun,
  ): Promise<LinkedCompany | null> {
    const storedCompany = stored.find((company) => isSame(company, reference));
    if (storedCompany && this.isFresh(storedCompany)) return { company: storedCompany, positions };
    try {
      const { value, raw, source, fetched_at } = await this.cache.fetch(reference, run.credits, run.signal);
      return { company: { value, raw, source, fetched_at, embedding: null }, positions };
    } catch (error) {
      run.addWarning(error, 'companies', `Company ${name ?? companyKeys(reference).join(' ')} could not be fetched`);
      return storedCompany ? { company: storedCompany, positions } : null;
    }
  }

  private isFresh({ fetched_at }: StoredCompany): boolean {
    return Date.now() - fetched_at.getTime() < this.config.COMPANY_MAX_AGE_HOURS * HOUR_MS;
  }
}

/** Two names may turn out to be one company once it has been fetched. */
function deduplicated(companies: readonly LinkedCompany[]): LinkedCompany[] {
  const once: LinkedCompany[] = [];
  for (const linked of companies) {
    const duplicate = once.find((other) => isSame(identity(other), identity(linked)));
    if (duplicate) duplicate.positions = [...duplicate.positions, ...linked.positions];
    else once.push({ ...linked });
  }
  return once;
}

const identity = ({ company }: LinkedCompany) => ('value' in company ? company.value : company);
