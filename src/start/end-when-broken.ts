import { Logger, type INestApplication } from '@nestjs/common';
import { FatalProblem } from '../common/lifecycle/fatal-problem.js';
import { Shutdown } from '../common/lifecycle/shutdown.js';

/** Exit code for internal errors (EX_SOFTWARE in sysexits.h); a supervisor restarts the service. */
const BROKEN = 70;
/** Maximum time for the shutdown, in milliseconds. */
const LIMIT_MS = 10_000;

/** Shuts the process down after a fatal problem: requests in progress are stopped and answered. */
export async function endWhenBroken(app: INestApplication): Promise<void> {
  const problem = await app.get(FatalProblem).happened;
  new Logger('Service').fatal(problem);
  setTimeout(() => process.exit(BROKEN), LIMIT_MS);
  app.get(Shutdown).end();
  await app.close().catch(() => undefined);
  process.exit(BROKEN);
}
