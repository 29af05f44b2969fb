/** The answer, or undefined where AWS says with one of these codes that there is none. */
export async function unlessCode<Answer>(
  asked: Promise<Answer>,
  ...codes: readonly string[]
): Promise<Answer | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Error && codes.includes(error.name)) return undefined;
    throw error;
  }
}
