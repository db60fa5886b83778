import { Controller, Get, Header, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Public } from '../common/access/access.decorators.js';
import { commonErrors } from '../common/errors/common.errors.js';
import { type ConsoleFile, ConsoleFiles } from './console-files.js';

/** The page loads its own files and calls this service, and nothing else: neither inline scripts nor other hosts. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Not part of the API. The page contains no data: its scripts call the API with the key that the user enters. */
@ApiExcludeController()
@Public()
@Controller('console')
export class ConsoleController {
  constructor(private readonly files: ConsoleFiles) {}

  /** Its links are relative: they work below any path prefix, but not if the address ends with a slash. */
  @Get()
  @Header('Content-Security-Policy', POLICY)
  @Header('Cache-Control', 'no-cache')
  page(@Req() request: Request, @Res() response: Response): void {
    return request.path.endsWith('/') ? response.redirect(308, '../console') : send(response, this.files.page);
  }

  @Get('assets/:version/*path')
  asset(@Param('version') version: string, @Param('path') path: string[], @Res() response: Response): void {
    const file = this.files.find(version, path.join('/'));
    if (file === null) throw commonErrors.NOT_FOUND();
    response.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
    send(response, file);
  }
}

function send(response: Response, { type, body, gzipped }: ConsoleFile): void {
  response.setHeader('Content-Type', type);
  response.vary('Accept-Encoding');
  if (response.req.acceptsEncodings('gzip') === 'gzip') response.setHeader('Content-Encoding', 'gzip').send(gzipped);
  else response.send(body);
}
