import { Injectable } from '@nestjs/common';
import { from, map, merge, type Observable } from 'rxjs';
import { CreditsService } from '../../credits/credits.service.js';
import { LinkedInDataPipeline } from '../../pipeline/linkedin-data.pipeline.js';
import type { OnError } from '../../pipeline/on-error.js';
import { intakeItem } from '../intake-item.js';
import { profileResult } from '../profile-result.js';
import type { BegunBatch, PlacedResult } from './batch-record.js';
import { isWithheld, refusedResult } from './withheld-items.js';

/** Who asked for a batch, and how. */
export interface BatchCaller {
  /** Name of the API key, for which the credits are counted; null for batches that were accepted by an earlier release. */
  key_name: string | null;
  on_error: OnError;
}

/** Runs the items of batches through the pipeline. */
@Injectable()
export class BatchItems {
  constructor(
    private readonly pipeline: LinkedInDataPipeline,
    private readonly credits: CreditsService,
  ) {}

  /** Results of the items that have none yet, as they arrive. After an unsubscribe, no further fetch begins. */
  ingest({ request, response, started_at }: BegunBatch, { key_name, on_error }: BatchCaller): Observable<PlacedResult> {
    const refused: PlacedResult[] = [];
    const asked = request.profiles.flatMap((item, index) => {
      if (response?.results[index]) return [];
      if (!isWithheld(item)) return { item, index };
      refused.push({ index, result: refusedResult(null, null, started_at) });
      return [];
    });
    const items = asked.map(({ item }) => intakeItem(item, request));
    const outcomes = this.pipeline.ingestEach(items, request.max_concurrent, this.credits.ofKey(key_name), on_error);
    const results = outcomes.pipe(
      map(({ index: place, outcome }) => {
        const { item, index } = asked[place]!;
        return { index, result: profileResult(outcome, item.linkedin_url ?? null, started_at) };
      }),
    );
    return merge(from(refused), results);
  }
}
