import { MASK, secretTexts, type PropertyMap } from '../../model/values.js';

/** Texts shorter than this are not searched for in free text: they would turn up everywhere by chance. */
const SHORTEST_SEARCHED = 5;
/** Output comes line by line; the lines of a key are searched for, those of any YAML text are not. */
const SHORTEST_LINE = 20;

/** Knows the text of every secret seen in a run, and cleans free text (logs, errors, a program's output) of them. */
export class SecretRegistry {
  private readonly texts = new Set<string>();
  /** Longest first, so that no end of a secret is left which begins with another one. */
  private ordered: readonly string[] | undefined;

  addTexts(texts: Iterable<string>): void {
    for (const text of texts) {
      if (text.length >= SHORTEST_SEARCHED) this.texts.add(text);
      for (const line of text.split('\n').map((part) => part.trim())) {
        if (line.length >= SHORTEST_LINE) this.texts.add(line);
      }
    }
    this.ordered = undefined;
  }

  addFrom(values: PropertyMap): void {
    this.addTexts(secretTexts(values));
  }

  /** The text with every known secret masked, also where it stands in JSON or base64. */
  clean(text: string): string {
    let cleaned = text;
    this.ordered ??= [...this.texts].sort((a, b) => b.length - a.length);
    for (const secret of this.ordered) {
      if (cleaned.includes(secret)) cleaned = cleaned.replaceAll(secret, MASK);
      const inJson = JSON.stringify(secret).slice(1, -1);
      if (inJson !== secret && cleaned.includes(inJson)) cleaned = cleaned.replaceAll(inJson, MASK);
      const base64 = Buffer.from(secret).toString('base64');
      if (cleaned.includes(base64)) cleaned = cleaned.replaceAll(base64, MASK);
    }
    return cleaned;
  }
}
