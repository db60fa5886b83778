import { InvalidRequestError, type FieldError } from '../../common/errors/invalid-request.error.js';
import type { SourceChain } from '../../sources/source-chain.js';
import type { CreateBatchRequest } from '../dto/create-batch.dto.js';
import { createErrors } from '../jobs.errors.js';
import { givenList, type GivenList } from './given-list.js';
import type { ItemChecker } from './item-checker.js';

const SHOWN_INVALID = 10;

/** A list that a job can be made of. @throws InvalidRequestError without a valid item, SOURCE_TAKES_NO_EMAILS */
export async function acceptedList(
  request: CreateBatchRequest,
  checker: ItemChecker,
  sources: SourceChain,
): Promise<GivenList> {
  if (!request.items && sources.sourcesBy('email').length === 0) throw createErrors.SOURCE_TAKES_NO_EMAILS();
  const list = await givenList(request, checker);
  if (list.items.length === 0) throw new InvalidRequestError(fieldErrors(list));
  return list;
}

/** The first of the invalid rows of a list without a valid one. */
function fieldErrors({ field, summary }: GivenList): FieldError[] {
  return summary.invalid_rows
    .slice(0, SHOWN_INVALID)
    .map(({ row, value, reason }) =>
      field === 'emails'
        ? { field, message: reason, invalid_value: value, error_type: 'email' }
        : { field: `${field}.${row - 1}`, message: reason, invalid_value: value, error_type: 'invalid_item' },
    );
}
