type Load<Value> = (keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>;

interface Question {
  readonly key: string;
  readonly answer: (value: unknown) => void;
  readonly fail: (error: unknown) => void;
}

/** Questions that come within this time go out together. */
const GATHER_MS = 15;

/** Gathers questions of one kind that are asked at the same moment into one call of an API. */
export class Batches {
  private readonly waiting = new Map<string, Question[]>();

  ask<Value>(
    name: string,
    key: string,
    load: Load<Value>,
    most: number,
  ): Promise<Value | undefined> {
    return new Promise<Value | undefined>((resolve, reject) => {
      const question: Question = {
        key,
        answer: (value) => resolve(value as Value | undefined),
        fail: reject,
      };
      const queue = this.waiting.get(name);
      if (queue !== undefined && queue.length < most) {
        queue.push(question);
        return;
      }
      const fresh = [question];
      this.waiting.set(name, fresh);
      setTimeout(() => {
        if (this.waiting.get(name) === fresh) this.waiting.delete(name);
        void answerAll(fresh, load);
      }, GATHER_MS);
    });
  }
}

async function answerAll<Value>(questions: readonly Question[], load: Load<Value>): Promise<void> {
  try {
    const found = await load([...new Set(questions.map(({ key }) => key))]);
    for (const { key, answer } of questions) answer(found.get(key));
  } catch (error) {
    for (const { fail } of questions) fail(error);
  }
}
