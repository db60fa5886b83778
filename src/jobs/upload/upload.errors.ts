import { errorCatalogue } from '../../common/errors/error-catalogue.js';
import { MAX_BYTES, MAX_MEGABYTES, MAX_ROWS } from './upload-limits.js';

const rows = MAX_ROWS.toLocaleString('en');

export const uploadErrors = errorCatalogue({
  PAYLOAD_TOO_LARGE: {
    kind: 'too-large',
    message: `The file has more than ${rows} rows or ${MAX_MEGABYTES} MB; split it into several files`,
    suggestions: [`Send files of at most ${rows} rows and ${MAX_MEGABYTES} MB`],
  },
  UNSUPPORTED_MEDIA_TYPE: {
    kind: 'unsupported-media-type',
    message: 'The list must be sent as text/csv, application/x-ndjson or multipart/form-data',
    suggestions: ['Set the Content-Type header to the type of the file, or send it as a form with the field file'],
  },
  SERVICE_UNAVAILABLE: {
    kind: 'unavailable',
    message: 'Too many files are being uploaded',
    suggestions: ['Retry after the number of seconds in the Retry-After header'],
  },
});

/** Retry-After for an upload that was rejected because of others, in seconds. */
const RETRY_SECONDS = 10;

export const uploadProblems = {
  tooManyRows: () =>
    uploadErrors.PAYLOAD_TOO_LARGE(
      { limit_rows: MAX_ROWS },
      { message: `The file has more than ${rows} rows; split it into several files` },
    ),
  tooLarge: () =>
    uploadErrors.PAYLOAD_TOO_LARGE(
      { limit_bytes: MAX_BYTES },
      { message: `The file is larger than ${MAX_MEGABYTES} MB; split it into several files` },
    ),
  tooManyUploads: () => uploadErrors.SERVICE_UNAVAILABLE({}, { retryAfterSeconds: RETRY_SECONDS }),
};
