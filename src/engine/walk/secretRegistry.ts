import { MASK, secretTexts, type PropertyMap } from '../../model/values.js';

/** Texts shorter than this are not searched for in free text: they would turn up everywhere by chance. */
const SHORTEST_SEARCHED = 5;

/** Knows the text of every secret seen in a run, and cleans free text (logs, errors, a program's output) of them. */
export class SecretRegistry {
  private readonly texts = new Set<string>();

  addTexts(texts: Iterable<string>): void {
    for (const text of texts) {
      if (text.length >= SHORTEST_SEARCHED) this.texts.add(text);
    }
  }

  addFrom(values: PropertyMap): void {
    this.addTexts(secretTexts(values));
  }

  /** The text with every known secret masked, also where it stands in JSON or base64. */
  clean(text: string): string {
    let cleaned = text;
    for (const secret of this.texts) {
      if (cleaned.includes(secret)) cleaned = cleaned.replaceAll(secret, MASK);
      const inJson = JSON.stringify(secret).slice(1, -1);
      if (inJson !== secret && cleaned.includes(inJson)) cleaned = cleaned.replaceAll(inJson, MASK);
      const base64 = Buffer.from(secret).toString('base64');
      if (cleaned.includes(base64)) cleaned = cleaned.replaceAll(base64, MASK);
    }
    return cleaned;
  }
}
