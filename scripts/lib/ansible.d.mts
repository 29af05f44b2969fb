export function ansibleFolder(environment?: NodeJS.ProcessEnv): string;
export function installAnsible(environment?: NodeJS.ProcessEnv): Promise<string>;
