import { existsSync, readFileSync } from 'node:fs';

/** What the SDK's own declarations say of a type. */
export interface SdkType {
  readonly token: string;
  readonly required: readonly string[];
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

const packages = new URL('../../node_modules/@pulumi/', import.meta.url);
const known = new Map<string, SdkType | undefined>();

/** The declaration of `aws:ec2/vpc:Vpc` stands in `aws/ec2/vpc.d.ts`; undefined when there is no such type. */
export function sdkType(type: string): SdkType | undefined {
  if (!known.has(type)) known.set(type, readType(type));
  return known.get(type);
}

function readType(type: string): SdkType | undefined {
  const [packageName = '', path = '', name = ''] = type.split(':');
  const file = `${packageName}/${path.replace(/^index\//, '')}`;
  const script = new URL(`${file}.js`, packages);
  if (!existsSync(script)) return undefined;
  const token = /__pulumiType = '([^']+)'/.exec(readFileSync(script, 'utf8'))?.[1] ?? '';
  const declaration = readFileSync(new URL(`${file}.d.ts`, packages), 'utf8');
  const inputs = [
    ...block(declaration, `export interface ${name}Args {`).matchAll(/\n {4}(\w+)(\??):/g),
  ];
  const outputs = block(declaration, `export declare class ${name} `).matchAll(
    /\n {4}readonly (\w+): pulumi\.Output/g,
  );
  return {
    token,
    required: inputs.filter((match) => match[2] === '').map((match) => match[1] ?? ''),
    inputs: inputs.map((match) => match[1] ?? ''),
    outputs: [...outputs].map((match) => match[1] ?? ''),
  };
}

function block(text: string, head: string): string {
  const start = text.indexOf(head);
  return start < 0 ? '' : text.slice(start, text.indexOf('\n}', start));
}
