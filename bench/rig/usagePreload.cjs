'use strict';
/**
 * Loaded into every Node.js process of a measured command. A process of blackstart's writes down, as it ends, what it
 * has used: one JSON line in the file that BLACKSTART_BENCH_USAGE names.
 */
const fs = require('node:fs');
const { performance } = require('node:perf_hooks');

const file = process.env['BLACKSTART_BENCH_USAGE'];
const role = roleOf(process.argv);

if (file !== undefined && role !== undefined) {
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime } = process.resourceUsage();
    const usage = {
      role,
      cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
      wallSeconds: performance.now() / 1000,
      peakBytes: peakBytes(),
    };
    fs.appendFileSync(file, `${JSON.stringify(usage)}\n`);
  });
}

function roleOf(argv) {
  const script = argv[1] ?? '';
  if (script.endsWith('blackstart.js')) return 'engine';
  if (/\/(simulated|kubernetes)\/main\.js$/.test(script)) return 'provider';
  if (!script.includes('@pulumi/pulumi/cmd/run')) return undefined;
  return argv.includes('--dry-run') ? 'program in preview' : 'program';
}

/** The most memory that the process ever had, by the kernel's own count; elsewhere than on Linux by Node's. */
function peakBytes() {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(fs.readFileSync('/proc/self/status', 'utf8'));
    return Number(kilobytes) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}
