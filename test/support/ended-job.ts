import { readEventStream } from './event-stream.js';
import { KEY, type Service } from './service.js';

/** A job after its end, which the stream of its events tells without being polled. */
export async function endedJob(service: Service, job_id: string) {
  await readEventStream(`${await service.app.getUrl()}/jobs/${job_id}/events`, { headers: { 'X-API-Key': KEY } });
  return (await service.get(`/jobs/${job_id}`).expect(200)).body;
}
