import type { DigestKind } from './person-digester.js';

/** `erasure`: the person was erased; `request`: the operator added the person to the list. */
export const suppressionReasons = ['erasure', 'request'] as const;
export type SuppressionReason = (typeof suppressionReasons)[number];

/** Why a person is suppressed, and by whom. */
export interface Suppressor {
  reason: SuppressionReason;
  /** Name of the API key. */
  created_by: string;
}

/** One slug, number or address of a suppressed person. */
export interface Suppression extends Suppressor {
  /** A UUID. */
  id: string;
  kind: DigestKind;
  created_at: Date;
}
