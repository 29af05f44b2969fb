import { existsSync, readFileSync } from 'node:fs';

/** What the SDK's own declarations say of a type. */
export interface SdkType {
  readonly token: string;
  readonly required: readonly string[];
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Outputs that are always there, with what they are. */
  readonly certain: readonly CertainOutput[];
  /** Names of objects that inputs hold, by input: `dynamodb.TableAttribute`. */
  readonly objects: Readonly<Record<string, string>>;
}

export interface CertainOutput {
  readonly name: string;
  readonly kind: 'string' | 'number' | 'boolean' | 'list' | 'object';
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
  const args = block(declaration, `export interface ${name}Args {`);
  const inputs = [...args.matchAll(/\n {4}(\w+)(\??):/g)];
  const outputs = [
    ...block(declaration, `export declare class ${name} `).matchAll(
      /\n {4}readonly (\w+): pulumi\.Output<((?:.|\n {4}[ }])*)>;/g,
    ),
  ];
  return {
    token,
    required: inputs.filter((match) => match[2] === '').map((match) => match[1] ?? ''),
    inputs: inputs.map((match) => match[1] ?? ''),
    outputs: outputs.map((match) => match[1] ?? ''),
    objects: objectsIn(args),
    certain: outputs
      .filter((match) => !(match[2] ?? '').endsWith('| undefined'))
      .map((match) => ({ name: match[1] ?? '', kind: kindOf(match[2] ?? '') })),
  };
}

/** An object of the SDK's inputs, e.g. `dynamodb.TableAttribute`: its fields, and the objects in them. */
export function sdkObject(name: string): Pick<SdkType, 'inputs' | 'required' | 'objects'> {
  inputTypes ??= readFileSync(new URL('aws/types/input.d.ts', packages), 'utf8');
  const [module = '', object = ''] = name.split('.');
  const start = inputTypes.indexOf(`export declare namespace ${module} {`);
  const namespace = inputTypes.slice(start, inputTypes.indexOf('\n}', start));
  const head = namespace.indexOf(`interface ${object} {`);
  const body = namespace.slice(head, namespace.indexOf('\n    }', head));
  const fields = [...body.matchAll(/\n {8}(\w+)(\??):/g)];
  return {
    inputs: fields.map((match) => match[1] ?? ''),
    required: fields.filter((match) => match[2] === '').map((match) => match[1] ?? ''),
    objects: objectsIn(body),
  };
}

let inputTypes: string | undefined;

function objectsIn(body: string): Record<string, string> {
  const holders = body.matchAll(/\n {4,8}(\w+)\??: [^;]*?\binputs\.([\w.]+)/g);
  return Object.fromEntries([...holders].map((match) => [match[1] ?? '', match[2] ?? '']));
}

function kindOf(declared: string): CertainOutput['kind'] {
  if (declared.endsWith('[]')) return 'list';
  return declared === 'string' || declared === 'number' || declared === 'boolean'
    ? declared
    : 'object';
}

function block(text: string, head: string): string {
  const start = text.indexOf(head);
  return start < 0 ? '' : text.slice(start, text.indexOf('\n}', start));
}
