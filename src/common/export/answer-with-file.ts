import { StreamableFile } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { ExportedFile } from './exported-file.js';
import { acceptedFormat, fileFormats, type FileFormat } from './export-format.js';

interface Exchange {
  request: Request;
  response: Response;
  /** Takes precedence over the header Accept. */
  format?: FileFormat;
}

/** Answers with a file in the format that the client asked for, NDJSON if it has no preference. @throws NOT_ACCEPTABLE */
export async function answerWithFile(
  { request, response, format }: Exchange,
  open: (format: FileFormat) => Promise<ExportedFile>,
): Promise<StreamableFile> {
  response.vary('Accept');
  const { content, ...headers } = await open(format ?? acceptedFormat(request, fileFormats));
  return new StreamableFile(content, headers);
}
