import { csv, type Cell } from '../../common/export/csv.js';
import type { StoredSummary } from '../../profile-store/profile.store.js';
import type { ItemOutcome, Job } from '../job.js';
import { CustomColumns } from '../lists/custom-columns.js';
import { statusOf } from './shown-status.js';

export const csvParts = ['data', 'details'] as const;
/** Columns that are only there if they are asked for: the whole answer, and how it was fetched and saved. */
export type CsvPart = (typeof csvParts)[number];

type Column = readonly [name: string, cell: (outcome: ItemOutcome, person: StoredSummary | null) => Cell];

const PERSON: readonly Column[] = [
  ['status', (outcome) => statusOf(outcome)],
  ['error', (outcome) => (outcome.success ? null : outcome.error)],
  ['profile_id', (outcome) => (outcome.success ? outcome.profile_id : null)],
  ['name', (_, person) => person?.name],
  ['headline', (_, person) => person?.headline],
  ['current_title', (_, person) => person?.current_title],
  ['current_company', (_, person) => person?.current_company],
  ['company_domain', (_, person) => person?.company_domain],
  ['location', (_, person) => person?.location],
  ['country_code', (_, person) => person?.country_code],
  ['linkedin_url', ({ linkedin_url }, person) => person?.linkedin_url ?? linkedin_url],
  ['email', ({ email }) => email],
  ['source', (_, person) => person?.source],
  ['fetched_at', (_, person) => person?.fetched_at],
];

const PARTS: Readonly<Record<CsvPart, readonly Column[]>> = {
  details: [
    ['email_number', ({ email_number }) => email_number],
    ['success', ({ success }) => success],
    ['timestamp', ({ timestamp }) => timestamp],
    ['token_used', ({ token_used }) => token_used],
    ['saved_to_linkedin_profiles', (outcome) => (outcome.success ? outcome.saved_to_linkedin_profiles : null)],
    ['save_error', (outcome) => (outcome.success ? outcome.save_error : null)],
    ['error_type', (outcome) => (outcome.success ? null : outcome.error_type)],
    ['retryable', (outcome) => (outcome.success ? null : outcome.retryable)],
    ['attempts', ({ attempts }) => attempts],
    ['sources_asked', ({ sources_asked }) => sources_asked],
  ],
  data: [['data', (outcome) => (outcome.success ? outcome.data : null)]],
};

/** The results of a job as a table: first the columns of the uploaded list, then the person that each row led to. */
export class CsvTable {
  private readonly own: CustomColumns;
  private readonly columns: readonly Column[];

  constructor({ columns }: Pick<Job, 'columns'>, parts: readonly CsvPart[]) {
    this.own = new CustomColumns(columns);
    this.columns = [
      ...PERSON,
      ...(['details', 'data'] as const).flatMap((part) => (parts.includes(part) ? PARTS[part] : [])),
    ];
  }

  get header(): string {
    return csv([[...this.own.names, ...this.columns.map(([name]) => name)]]);
  }

  /** @param people one for each outcome */
  rows(outcomes: readonly ItemOutcome[], people: readonly (StoredSummary | null)[]): string {
    return csv(
      outcomes.map((outcome, index) => [
        ...this.own.cells(outcome.custom),
        ...this.columns.map(([, cell]) => cell(outcome, people[index] ?? null)),
      ]),
    );
  }
}
