import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiOkResponse } from '@nestjs/swagger';

const DESCRIPTION = [
  'Server-Sent Events: `id`, `event` (the type) and `data` (the event as JSON), and a comment every 15 seconds.',
  'After a lost connection, a client that sends the last ID as Last-Event-ID gets each following event once.',
].join(' ');

/** Documents a stream of events. @param end when it ends */
export const ApiEventStream = (end: string) =>
  applyDecorators(
    ApiHeader({ name: 'Last-Event-ID', required: false, description: 'ID of the last event that was received' }),
    ApiOkResponse({
      description: `${DESCRIPTION} ${end}`,
      content: {
        'text/event-stream': {
          schema: { type: 'string' },
          example:
            'id: 4711\nevent: job.progress\ndata: {"id":4711,"type":"job.progress","timestamp":"2026-01-01T10:00:00.000Z","data":{"job_id":"6f1c2a52-9a55-4a43-9d2e-0d5a6d1f6f0b","status":"processing","total_items":100,"processed_items":25,"failed_items":0,"progress_percentage":25,"waiting_for":null}}\n\n',
        },
      },
    }),
  );

/** The position that a client has reached: the header that EventSource sends after a lost connection, otherwise the query. */
export function positionOf(header: string | undefined, after: number | undefined): number | undefined {
  return header !== undefined && /^\d{1,15}$/.test(header.trim()) ? Number(header) : after;
}
