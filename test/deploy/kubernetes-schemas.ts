interface Model {
  validate(): void;
}

interface Typed {
  apiVersion: string;
  kind: string;
}

/** The package with the definitions of an API group. */
export function packageOf({ apiVersion }: Pick<Typed, 'apiVersion'>): string {
  return apiVersion.startsWith('monitoring.coreos.com/')
    ? '@kubernetes-models/prometheus-operator'
    : 'kubernetes-models';
}

/** What the schema of its kind has to say about a manifest; empty if it is valid. */
export async function schemaProblems(manifest: Typed): Promise<string> {
  const path = `${packageOf(manifest)}/${manifest.apiVersion}/${manifest.kind}`;
  const { [manifest.kind]: Kind } = (await import(path)) as Record<string, new (manifest: object) => Model>;
  try {
    new Kind!(manifest).validate();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}
