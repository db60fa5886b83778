import { InvalidRequestError } from '../../../common/errors/invalid-request.error.js';

/** What is wrong with the fields of a form. */
const PROBLEMS = {
  form_invalid: 'The form must be multipart/form-data with a boundary, and complete',
  missing: 'Field required: the file of the list, with its name, as curl sends it with -F file=@list.csv',
  file_repeated: 'The form must have only one file; upload the others separately',
  field_unknown: 'The form may only have the fields file, priority, config and columns',
  field_repeated: 'The form must have this field only once',
  field_too_long: 'Field must have at most 64 KB',
  columns_late: 'columns must come before file in the form',
} as const;

export type FormProblem = keyof typeof PROBLEMS;

export function formProblem(problem: FormProblem, field: string): InvalidRequestError {
  return new InvalidRequestError([{ field, message: PROBLEMS[problem], invalid_value: null, error_type: problem }]);
}
