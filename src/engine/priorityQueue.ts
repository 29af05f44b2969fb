/** What a queue orders by: the highest priority first, among equals the one that came first. */
export interface Prioritised {
  readonly priority: number;
  readonly order: number;
}

/** A binary heap: adding and taking cost the logarithm of the length. */
export class PriorityQueue<Item extends Prioritised> {
  private readonly heap: Item[] = [];

  get size(): number {
    return this.heap.length;
  }

  add(item: Item): void {
    const { heap } = this;
    heap.push(item);
    let index = heap.length - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!before(heap[index]!, heap[parent]!)) break;
      [heap[index], heap[parent]] = [heap[parent]!, heap[index]!];
      index = parent;
    }
  }

  take(): Item | undefined {
    const { heap } = this;
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined || top === last) return top;
    heap[0] = last;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const right = left + 1;
      let first = index;
      if (left < heap.length && before(heap[left]!, heap[first]!)) first = left;
      if (right < heap.length && before(heap[right]!, heap[first]!)) first = right;
      if (first === index) return top;
      [heap[index], heap[first]] = [heap[first]!, heap[index]!];
      index = first;
    }
  }
}

function before(a: Prioritised, b: Prioritised): boolean {
  return a.priority > b.priority || (a.priority === b.priority && a.order < b.order);
}
