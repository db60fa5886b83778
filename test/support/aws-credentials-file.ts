import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const VARIABLES = ['AWS_SHARED_CREDENTIALS_FILE', 'AWS_CONFIG_FILE', 'AWS_EC2_METADATA_DISABLED'] as const;
const KEYS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE', 'AWS_REGION'] as const;

/** Shared AWS files for one test, and no other source of credentials for the SDK. */
export class AwsCredentialsFile {
  private readonly folder = mkdtempSync(join(tmpdir(), 'aws-credentials-'));
  private readonly before = Object.fromEntries([...VARIABLES, ...KEYS].map((name) => [name, process.env[name]]));

  constructor() {
    for (const name of KEYS) delete process.env[name];
    process.env['AWS_SHARED_CREDENTIALS_FILE'] = join(this.folder, 'credentials');
    process.env['AWS_CONFIG_FILE'] = join(this.folder, 'config');
    process.env['AWS_EC2_METADATA_DISABLED'] = 'true';
  }

  write(accessKeyId: string, profile = 'default'): void {
    const lines = [`[${profile}]`, `aws_access_key_id = ${accessKeyId}`, 'aws_secret_access_key = hidden-secret', ''];
    writeFileSync(join(this.folder, 'credentials'), lines.join('\n'));
  }

  writeRegion(region: string, profile: string): void {
    writeFileSync(join(this.folder, 'config'), [`[profile ${profile}]`, `region = ${region}`, ''].join('\n'));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
    for (const [name, value] of Object.entries(this.before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}
