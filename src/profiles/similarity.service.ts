import { Injectable } from '@nestjs/common';
import { shownProfile, type ChosenProfile, type ProfileField } from '../model/profile-fields.js';
import { ProfileStore, type SimilarProfile } from '../profile-store/profile.store.js';
import type { FindSimilar } from './dto/similar-profiles.dto.js';
import { profileErrors, similarityErrors } from './profiles.errors.js';

/** Nearest first; `similarity` is the cosine, -1 to 1. */
export interface SimilarHits {
  data: (ChosenProfile & { similarity: number })[];
}

/** Finds profiles by the distance of their vectors. */
@Injectable()
export class SimilarityService {
  constructor(private readonly profiles: ProfileStore) {}

  async similar(id: string, { limit, min_similarity, fields }: FindSimilar): Promise<SimilarHits> {
    const profile = await this.profiles.findById(id);
    if (profile === null) throw profileErrors.PROFILE_NOT_FOUND({ profile_id: id });
    const embedding = await this.profiles.embeddingOf(id);
    if (embedding === null) throw similarityErrors.PROFILE_WITHOUT_EMBEDDING({ profile_id: id });
    return hits(await this.profiles.nearest({ ...embedding, limit, min_similarity, except: profile.id }), fields);
  }
}

function hits(similar: readonly SimilarProfile[], fields: readonly ProfileField[] | undefined): SimilarHits {
  return { data: similar.map(({ profile, similarity }) => ({ ...shownProfile(profile, fields), similarity })) };
}
