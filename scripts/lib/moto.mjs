/**
 * moto, the AWS API that tests run against: installed once into a virtual environment under the cache folder, and
 * started as a fresh process on a port of its own for each test.
 */
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { installVenv, venvFolder } from './venv.mjs';

const VERSION = '5.2.5';
const DEFAULT_ACCOUNT = '123456789012';
const START_PATIENCE_MS = 60_000;

export function motoFolder(environment = process.env) {
  return venvFolder(`moto-${VERSION}`, environment);
}

/** Installs moto unless it is there. Processes that do so at the same time wait for the first. Returns its Python. */
export async function installMoto(environment = process.env) {
  const folder = await installVenv(motoFolder(environment), [`moto[server]==${VERSION}`]);
  return join(folder, 'bin', 'python');
}

/**
 * Starts a fresh, empty account. `environment` is what programs need to reach it; `calls` counts the requests that it
 * answered so far; `wipe` loses everything in it. AWS's own policies are there only where a test asks for them: there
 * are more than a thousand.
 */
export async function startMoto({ account = DEFAULT_ACCOUNT, managedPolicies = false } = {}) {
  const python = await installMoto();
  const port = await freePort();
  const child = spawn(python, ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      // Where it is set, whoever assumes a role in another account stays in this one.
      ...(account === DEFAULT_ACCOUNT ? {} : { MOTO_ACCOUNT_ID: account }),
      // Seconds until a certificate that was asked for is issued.
      MOTO_ACM_VALIDATION_WAIT: '1',
      MOTO_IAM_LOAD_MANAGED_POLICIES: String(managedPolicies),
      PYTHONUNBUFFERED: '1',
    },
  });
  let calls = 0;
  let log = '';
  const exited = new Promise((settle) => child.once('exit', settle));
  child.stderr.setEncoding('utf8').on('data', (text) => {
    // Werkzeug writes one line for each request; those of the test itself are not of interest.
    calls += text
      .split('\n')
      .filter((line) => / HTTP\/1\.\d" /.test(line) && !line.includes('/moto-api/')).length;
    log = (log + text).slice(-4_000);
  });
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  const killWithUs = () => child.kill('SIGKILL');
  process.once('exit', killWithUs);
  const patience = Date.now() + START_PATIENCE_MS;
  for (;;) {
    try {
      const answer = await fetch(`${url}/moto-api/data.json`);
      if (answer.ok) break;
    } catch {
      // It does not listen yet.
    }
    if (child.exitCode !== null || Date.now() > patience) {
      await stop();
      throw new Error(`moto did not start: ${log}`);
    }
    await sleep(100);
  }
  return {
    url,
    port,
    account,
    region: 'eu-west-1',
    environment: {
      AWS_ENDPOINT_URL: url,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'testing',
      AWS_SECRET_ACCESS_KEY: 'testing',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    calls: () => calls,
    wipe: async () => {
      await fetch(`${url}/moto-api/reset`, { method: 'POST' });
    },
    stop: async () => {
      process.removeListener('exit', killWithUs);
      await stop();
    },
  };
}

function freePort() {
  return new Promise((settle, fail) => {
    const server = createServer();
    server.once('error', fail).listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => settle(port));
    });
  });
}
