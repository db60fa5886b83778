import { Logger, type INestApplication } from '@nestjs/common';
import { FatalProblem } from '../common/lifecycle/fatal-problem.js';
import { Shutdown } from '../common/lifecycle/shutdown.js';

/** Exit code for what is broken inside (EX_SOFTWARE of sysexits.h): a supervisor starts the service again. */
const BROKEN = 70;
/** How long the end may take, in milliseconds. */
const LIMIT_MS = 10_000;

/** Ends the process where it cannot go on: work under way is told to stop, and is answered. */
export async function endWhenBroken(app: INestApplication): Promise<void> {
  const problem = await app.get(FatalProblem).happened;
  new Logger('Service').fatal(problem);
  setTimeout(() => process.exit(BROKEN), LIMIT_MS);
  app.get(Shutdown).end();
  await app.close().catch(() => undefined);
  process.exit(BROKEN);
}
