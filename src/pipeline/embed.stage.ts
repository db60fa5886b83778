import { Injectable } from '@nestjs/common';
import { companyText, profileText } from '../embeddings/embedding-text.js';
import { EmbeddingsService } from '../embeddings/embeddings.service.js';
import type { TextEmbedding } from '../model/embedding.js';
import type { Profile } from '../model/profile.js';
import type { LinkedCompany } from '../profile-store/profile.store.js';
import type { PipelineRun } from './pipeline-run.js';

export interface Embedded {
  embedding: TextEmbedding | null;
  companies: LinkedCompany[];
}

/** Embeds a profile and its newly fetched companies in one call. */
@Injectable()
export class EmbedStage {
  constructor(private readonly embeddings: EmbeddingsService) {}

  async embed(profile: Profile, companies: readonly LinkedCompany[], run: PipelineRun): Promise<Embedded> {
    const fetched = companies.flatMap(({ company }) => ('value' in company ? [company] : []));
    const texts = [profileText(profile), ...fetched.map(({ value }) => companyText(value))];
    try {
      const [embedding, ...ofCompanies] = await this.embeddings.embed(texts, run.signal);
      const vectors = new Map(fetched.map((company, index) => [company, ofCompanies[index] ?? null]));
      return {
        embedding: embedding ?? null,
        companies: companies.map((linked) =>
          'value' in linked.company
            ? { ...linked, company: { ...linked.company, embedding: vectors.get(linked.company) ?? null } }
            : linked,
        ),
      };
    } catch (error) {
      // The scheduled repair embeds what is stored without a vector.
      run.addWarning(error, 'embed', 'The embedding could not be created and will be retried in the background');
      return { embedding: null, companies: [...companies] };
    }
  }
}
