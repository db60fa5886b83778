import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Shutdown } from '../../../common/lifecycle/shutdown.js';
import type { ListQuery } from '../dto/upload-query.dto.js';
import { uploadProblems } from '../upload.errors.js';
import { MAX_UPLOADS } from '../upload-limits.js';
import { receiveList, type ReceivedList } from './received-list.js';

/** Receives lists, a few at a time. */
@Injectable()
export class ListReceiver {
  private receiving = 0;

  constructor(private readonly shutdown: Shutdown) {}

  /**
   * Receives the list in a request and uses it. The body is only requested from the client if there is room for one more.
   * @throws ApplicationError
   */
  async receive<T>(
    request: Request,
    response: Response,
    query: ListQuery,
    use: (list: ReceivedList) => Promise<T>,
  ): Promise<T> {
    if (this.receiving >= MAX_UPLOADS) throw uploadProblems.tooManyUploads();
    this.receiving += 1;
    try {
      const list = await receiveList(request, response, query, this.shutdown.signal);
      return await use(list).finally(() => list.close());
    } finally {
      this.receiving -= 1;
    }
  }
}
