import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';

const dockerfile = readFileSync('Dockerfile', 'utf8');
const patterns = readFileSync('.dockerignore', 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));
const [build = '', dependencies = '', image = ''] = dockerfile.split(/^(?=FROM )/m).slice(1);

/** The last pattern that matches the path or a folder above it wins (https://docs.docker.com/build/concepts/context/). */
function isSent(path: string): boolean {
  const folders = path.split('/').map((_, depth, names) => names.slice(0, depth + 1).join('/'));
  const decisive = patterns.findLast((pattern) => folders.some((folder) => expression(pattern).test(folder)));
  return decisive === undefined || decisive.startsWith('!');
}

/** Unlike in a shell, `*` also matches names that start with a dot. */
function expression(pattern: string): RegExp {
  const parts: Record<string, string> = { '**/': '(?:.*/)?', '*': '[^/]*', '.': '\\.' };
  return new RegExp(`^${pattern.replace(/^!/, '').replaceAll(/\*\*\/|\*|\./g, (part) => parts[part]!)}$`);
}

describe('Dockerfile', () => {
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, files]) => files!.split(' '));

  it('copies files that exist and are not excluded by .dockerignore', () => {
    expect(copied.length).toBeGreaterThan(6);
    for (const path of copied)
      expect({ path, exists: existsSync(path), isSent: isSent(path) }).toEqual({ path, exists: true, isSent: true });
  });

  it.each([
    '.env',
    'service.env',
    '.data/postgres/PG_VERSION',
    'node_modules/node/bin/node',
    '.git/config',
    'dist/main.js',
    'src/app.spec.ts',
    'supabase/.temp/pooler-url',
  ])('never sends %s to the builder', (path) => expect(isSent(path)).toBe(false));

  it('has no development dependency in the image, so no second Node', () => {
    const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { devDependencies: object };
    expect(devDependencies).toHaveProperty('node');
    expect(build).toContain('RUN npm ci\n');
    expect(dependencies).toContain('RUN npm ci --omit=dev\n');
    expect(image).toContain('COPY --from=dependencies /app/node_modules ./node_modules');
  });

  it('runs the build as an unprivileged user, with the migrations where the service looks for them', () => {
    expect(image).toMatch(/^USER node$/m);
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { start: string } };
    const command = scripts.start.split(' ').map((word) => JSON.stringify(word));
    expect(image.split('\n')).toContain(`CMD [${command.join(', ')}]`);
    expect(image).toContain('COPY supabase/migrations ./supabase/migrations');
    expect(image).not.toMatch(/^RUN npm/m);
  });

  it('uses the Node version of this folder', () => {
    const version = readFileSync('.node-version', 'utf8').trim();
    for (const stage of [build, dependencies, image]) expect(stage).toMatch(new RegExp(`^FROM node:${version}-slim`));
  });
});
