export { loadManifest, loadSystem, type LoadedSystem, type LoadOptions } from './load.js';
export type { LoadedProgram } from './program.js';
export type { Notice, OnNotice } from './notice.js';
export { DEFAULT_MANIFEST, parseManifest } from './manifest.js';
export { manifestJsonSchema } from './manifestSchema.js';
export { openRepository, type OpenRepository, type RepositoryRequest } from './repository.js';
export { GitNotes, NOTES_REF, takesNotes, type CommitNotes } from './notes.js';
export { localRepositoryRoot } from './localRepository.js';
export { gitRemotes, remoteBranchesWith, whyRemoteIsSilent, type Remote } from './remotes.js';
export { packageHosts } from './packageHosts.js';
export { withoutCredentials } from './repositoryErrors.js';
export { provideDependencies, type DependenciesRequest } from './dependencies.js';
export { cacheFolder } from './cacheFolder.js';
export { resolveStackConfig, type StackConfig } from './stackConfig.js';
export { parsePulumiProject, type PulumiProject } from './pulumiProject.js';
export {
  createEncryptionSalt,
  createPassphraseCipher,
  createSealingCipher,
  openStackCipher,
  passphraseFrom,
  type Cipher,
} from './pulumiSecrets.js';
export { findProjects, type FoundProject, type WorkTree } from './findProjects.js';
export { manifestSkeleton } from './manifestSkeleton.js';
export { parseDuration } from './duration.js';
