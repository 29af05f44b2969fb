/** What to do about something that this provider does not cover: said in every such refusal. */
export const USE_GENUINE_PLUGIN =
  'install the genuine plugin ("pulumi plugin install resource aws") and run with --aws-provider plugin';
