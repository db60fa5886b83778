import { environment } from '../config/environment.js';
import { readConfig } from '../config/read-config.js';
import { startProblem } from './start-problem.js';

/** Starts the service, or says in one sentence a problem why not. */
export async function start(): Promise<void> {
  try {
    const config = readConfig(environment());
    // Loaded after the settings were found good: a mistake in them is told at once.
    const [{ createApplication }, { announce, hostOf }] = await Promise.all([
      import('./application.js'),
      import('./announcement.js'),
    ]);
    const app = await createApplication(config);
    app.enableShutdownHooks([], { useProcessExit: true });
    await app.listen(config.PORT, hostOf(config)).catch(async (error: unknown) => {
      await app.close();
      throw error;
    });
    await announce(app, config);
  } catch (error) {
    process.stderr.write(`${startProblem(error)}\n`);
    // Something half open must not keep a process alive that does not serve.
    process.exit(1);
  }
}
