export class Welcome {
  /** @example "LinkedIn profile service" */
  service: string;
  version: string;
  /**
   * The console, a web page.
   * @example "https://profiles.example.com/console"
   */
  console: string;
  /**
   * Swagger UI.
   * @example "https://profiles.example.com/docs"
   */
  documentation: string;
  /** @example "https://profiles.example.com/openapi.json" */
  openapi: string;
  /** @example "https://profiles.example.com/health/ready" */
  health: string;
}
