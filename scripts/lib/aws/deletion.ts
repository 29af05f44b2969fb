/** How somebody deletes one resource behind Git's back, by its import id, through the API of AWS alone. */
export type Delete = (id: string) => Promise<unknown>;

export type Deletions = Readonly<Record<string, Delete>>;

/** What is taken apart already needs not be taken apart once more. */
export async function unless(codes: readonly string[], doing: Promise<unknown>): Promise<void> {
  try {
    await doing;
  } catch (error) {
    if (!(error instanceof Error) || !codes.includes(error.name)) throw error;
  }
}
