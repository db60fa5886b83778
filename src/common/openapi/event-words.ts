/** What the description of events says about WebSocket, which OpenAPI has no operations for. */
export function eventWords(): string {
  return [
    'What happened, in one log: read it, or follow it as Server-Sent Events or over WebSocket.',
    'A WebSocket at `/ws` needs a key with the scope `read`, in a header or as the first message: `{ "type": "auth", "key": "…" }`, answered by `{ "type": "authenticated" }`. In local mode, jobs need none.',
    '`{ "type": "subscribe", "job_id": "…" }` follows a job, `batch_id` a batch, and `types` without either everything; an empty list stands for all types. `types` also chooses events of a job or batch, and `after` is the ID of the last event that was received.',
    'The answer is `{ "type": "subscribed" }`, then each event as JSON, as in `GET /api/v1/events`, and `{ "type": "ended" }` after the final event of a job or batch. Errors are `{ "type": "error", "error_code", "message" }`.',
    'A client that does not read its events for 30 seconds is disconnected, with the code 1013; during a shutdown the code is 1001.',
  ].join('\n\n');
}
