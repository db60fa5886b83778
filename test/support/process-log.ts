import type { ServiceProcess } from '../../scripts/lib/service-process.ts';

interface LogLine {
  level: string;
  msg: string;
  table?: string;
}

/** What a process has logged so far as JSON. */
export const loggedBy = ({ output }: ServiceProcess): LogLine[] =>
  output()
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as LogLine);

/** The rows of the table of backends in its log, or null until it has been logged. */
export function backendTableIn(process: ServiceProcess): string[][] | null {
  const line = loggedBy(process).find(({ msg }) => msg.startsWith('Backends\n'));
  if (line === undefined) return null;
  const [, ...rows] = line.msg.split('\n');
  return rows.map((row) => row.trim().split(/ {2,}/));
}
