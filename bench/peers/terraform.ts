import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chainModule } from '../chains/chainSystem.js';
import { runCommand } from '../rig/command.js';

export interface TerraformTimes {
  /** Of the whole command `plan` in a folder without a state. */
  readonly planSeconds: number;
  /** Of the whole command `apply -auto-approve`, in the same folder. */
  readonly applySeconds: number;
}

const ENVIRONMENT = {
  ...process.env,
  CHECKPOINT_DISABLE: '1',
  TF_IN_AUTOMATION: '1',
  TF_CLI_CONFIG_FILE: '',
  TF_DATA_DIR: '',
};

/** E.g. `1.11.4`; undefined when there is no Terraform on PATH. */
export async function terraformVersion(): Promise<string | undefined> {
  try {
    const { stdout } = await runCommand('terraform', ['version'], { environment: ENVIRONMENT });
    return /v(\d+\.\d+\.\d+\S*)/.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}

/** Plans and applies chains of Terraform's built-in `terraform_data`, which needs no provider and no network. */
export async function timeTerraform(under: string, resources: number): Promise<TerraformTimes> {
  const cwd = mkdtempSync(join(under, 'terraform-'));
  writeFileSync(join(cwd, 'main.tf'), chainModule(resources));
  const request = { cwd, environment: ENVIRONMENT };
  const quiet = ['-no-color', '-input=false'];
  await runCommand('terraform', ['init', ...quiet], request);
  const plan = await runCommand('terraform', ['plan', ...quiet], request);
  const apply = await runCommand('terraform', ['apply', '-auto-approve', ...quiet], request);
  rmSync(cwd, { recursive: true, force: true });
  return { planSeconds: plan.seconds, applySeconds: apply.seconds };
}
