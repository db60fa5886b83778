import type { NestExpressApplication } from '@nestjs/platform-express';
import { environment, envFileFindings } from '../config/environment.js';
import { readConfig } from '../config/read-config.js';
import { checkDataDirectory } from './check-data-directory.js';
import { startProblem } from './start-problem.js';

/** Starts the service, or prints one sentence per problem and exits. */
export async function start(): Promise<NestExpressApplication> {
  try {
    const { problems, notices } = envFileFindings();
    const config = readConfig(environment(), problems);
    for (const notice of notices) process.stderr.write(`${notice}\n`);
    await checkDataDirectory(config);
    // Loaded after the settings were validated, so that mistakes in them are reported immediately.
    const [{ createApplication }, { announce, hostOf }, { endWhenBroken }, { drainSeconds, stopOnSignal }] =
      await Promise.all([
        import('./application.js'),
        import('./announcement.js'),
        import('./end-when-broken.js'),
        import('./stop-on-signal.js'),
      ]);
    const app = await createApplication(config);
    stopOnSignal(app, drainSeconds(config));
    void endWhenBroken(app);
    await app.listen(config.PORT, hostOf(config)).catch(async (error: unknown) => {
      await app.close();
      throw error;
    });
    await announce(app, config);
    return app;
  } catch (error) {
    process.stderr.write(`${startProblem(error)}\n`);
    // Open handles must not keep a process alive that failed to start.
    return process.exit(1);
  }
}
