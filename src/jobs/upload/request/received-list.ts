import type { Request, Response } from 'express';
import { bodyParts, type PartsLimits } from '../../../common/http/body/body-parts.js';
import type { ListQuery, UploadSettings } from '../dto/upload-query.dto.js';
import type { ListFile } from '../list-file.js';
import { formatSaid } from '../list-file-format.js';
import { uploadErrors, uploadProblems } from '../upload.errors.js';
import { MAX_BYTES, PAUSE_MS, RECEIVE_MS } from '../upload-limits.js';
import { columnChoice } from './column-choice.js';
import { openForm } from './multipart-form.js';
import { uploadSettings } from './upload-settings.js';

/** A list in the body of a request. */
export interface ReceivedList {
  file: ListFile;
  /** As far as they are known before the file is read. */
  settingsBefore: UploadSettings;
  /** Known when the file was read, because a form may have fields after it. @throws InvalidRequestError */
  settings(): Promise<UploadSettings>;
  /** Reads no more of the body. */
  close(): void;
}

const LIMITS: Omit<PartsLimits, 'stopping'> = {
  body: MAX_BYTES,
  receiveMs: RECEIVE_MS,
  pauseMs: PAUSE_MS,
  tooLarge: uploadProblems.tooLarge,
  unknownEncoding: () => uploadErrors.UNSUPPORTED_MEDIA_TYPE(),
};
const FORM = 'multipart/form-data';
const TYPES = new Set(['text/csv', 'application/x-ndjson', FORM]);
const CHARSET = /;\s*charset="?([^\s;"]{1,40})/i;
/** The encoding is determined from the bytes, so these need not be distinguished. */
const CHARSETS = /^(?:utf-?8|us-ascii|utf-16(?:le|be)?|windows-1252|iso-8859-1|latin1)$/i;
const MAX_FILE_NAME = 255;

/** Whether the body of a request is a list, by its Content-Type. */
export function isList(request: Request): boolean {
  return TYPES.has(mediaTypeOf(request));
}

/** Settings and columns are checked before the file is read, as far as they are known. @throws ApplicationError */
export async function receiveList(
  request: Request,
  response: Response,
  query: ListQuery,
  stopping: AbortSignal,
): Promise<ReceivedList> {
  const contentType = request.get('Content-Type') ?? '';
  const [, charset = 'utf-8'] = CHARSET.exec(contentType) ?? [];
  if (!isList(request) || !CHARSETS.test(charset)) throw uploadErrors.UNSUPPORTED_MEDIA_TYPE();
  const settings = uploadSettings(query);
  const parts = bodyParts(request, response, { ...LIMITS, stopping });
  if (mediaTypeOf(request) === FORM) return fromForm(parts, contentType, query);
  const columns = columnChoice(query.columns);
  const file = { bytes: parts, format: formatSaid(mediaTypeOf(request), null), columns, name: null };
  return { file, settingsBefore: settings, settings: () => Promise.resolve(settings), close: () => undefined };
}

async function fromForm(parts: AsyncIterable<Buffer>, contentType: string, query: ListQuery): Promise<ReceivedList> {
  const form = await openForm(parts, contentType);
  try {
    const settingsBefore = uploadSettings({ ...query, ...form.fields });
    const { bytes, mediaType, name } = form.file;
    const columns = columnChoice(form.fields.columns ?? query.columns);
    return {
      file: { bytes, format: formatSaid(mediaType, name), columns, name: name?.slice(0, MAX_FILE_NAME) ?? null },
      settingsBefore,
      settings: async () => uploadSettings({ ...query, ...(await form.end()) }),
      close: () => form.close(),
    };
  } catch (error) {
    form.close();
    throw error;
  }
}

function mediaTypeOf(request: Request): string {
  return (request.get('Content-Type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}
