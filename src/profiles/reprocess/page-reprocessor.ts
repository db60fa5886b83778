import { Injectable, Logger } from '@nestjs/common';
import type { TotalRelation } from '../../common/pagination/page.js';
import { profileText } from '../../embeddings/embedding-text.js';
import { EmbeddingsService } from '../../embeddings/embeddings.service.js';
import type { StoredProfile } from '../../model/profile.js';
import { StoredTexts } from '../../pipeline/stored-texts.js';
import { ProfileSearch } from '../../profile-store/profile-search.store.js';
import {
  ReprocessStore,
  type AnsweredPerson,
  type RemappedPerson,
  type ReprocessRun,
} from '../../profile-store/reprocess.store.js';
import { mapStoredAnswer } from '../../sources/recognition/stored-answer.js';

/** People of a page, who are changed in one transaction. */
const PAGE = 25;

/** Maps the stored answers of a page of people again, without asking a source. */
@Injectable()
export class PageReprocessor {
  private readonly logger = new Logger(PageReprocessor.name);

  constructor(
    private readonly search: ProfileSearch,
    private readonly store: ReprocessStore,
    private readonly embeddings: EmbeddingsService,
    private readonly texts: StoredTexts,
  ) {}

  /** How many people the run is about. */
  async count({ filter }: Pick<ReprocessRun, 'filter'>): Promise<{ value: number; relation: TotalRelation }> {
    const everybody = { text: null, mode: 'lexical', vector: null, limit: 1 } as const;
    return (await this.search.search({ ...everybody, filter })).total;
  }

  /** Processes a page, which may be stored already. Returns the run after it; null if it was ended, or another worker continued it. */
  async process(run: ReprocessRun, signal: AbortSignal): Promise<ReprocessRun | null> {
    if (run.is_page_stored) return this.embed(run, await this.store.unembedded(run.id), signal);
    const { people, next } = await this.read(run);
    const remapped = people.flatMap(({ profile, answered }) => this.remap(run, profile, answered) ?? []);
    const failed = people.length - remapped.length;
    const page = { run_id: run.id, after: run.position, next, people: remapped, failed, embeds: run.embeddings };
    const saved = await this.store.savePage(page);
    return saved?.run.is_page_stored ? this.embed(saved.run, saved.unembedded, signal) : (saved?.run ?? null);
  }

  /** The next people who were stored before the run was created; people who were stored later need no mapping. */
  private async read({ filter, position, created_at }: ReprocessRun) {
    for (let limit = PAGE; ;) {
      const page = await this.search.scan(filter, position, limit);
      const profiles = page.profiles.filter((profile) => profile.created_at <= created_at);
      const answered = await this.store.answersOf(profiles.map(({ id }) => id));
      if (answered.length === profiles.length) {
        const people = profiles.map((profile, index) => ({ profile, answered: answered[index]! }));
        return { people, next: profiles.length < page.profiles.length ? null : page.next };
      }
      // Their answers are too large to be read at once.
      limit = answered.length;
    }
  }

  /** Null if an answer can no longer be read. */
  private remap({ embeddings }: ReprocessRun, profile: StoredProfile, person: AnsweredPerson): RemappedPerson | null {
    const answers = person.answers.flatMap(({ payload, ...answer }) => {
      const mapped = mapStoredAnswer(payload, profile.url);
      return mapped === null ? [] : [{ ...answer, profile: mapped }];
    });
    if (answers.length === 0 || answers.length < person.answers.length) return null;
    const isOf = person.embedding !== null && this.embeddings.isOf(profileText(profile), person.embedding);
    return { id: person.id, answers, is_vector_stale: embeddings && !isOf };
  }

  /** The repair of missing embeddings retries what fails here. */
  private async embed(run: ReprocessRun, profiles: readonly StoredProfile[], signal: AbortSignal) {
    const rows = profiles.map((profile) => ({ owner: { profile_id: profile.id }, profile }));
    const { embedded, failures } = await this.texts.embed(rows, signal);
    signal.throwIfAborted();
    if (failures.length > 0) this.logger.warn({ err: failures[0], left: failures.length }, 'Embeddings failed');
    return this.store.endPage(run, embedded);
  }
}
