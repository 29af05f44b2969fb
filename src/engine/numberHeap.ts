/** A binary heap of whole numbers: the lowest key comes first, among equals the one that was added first. */
export class NumberHeap {
  private readonly keys: number[] = [];
  private readonly orders: number[] = [];
  private readonly values: number[] = [];
  private order = 0;

  get size(): number {
    return this.values.length;
  }

  clear(): void {
    this.keys.length = this.orders.length = this.values.length = 0;
    this.order = 0;
  }

  /** The key of the first; only while there is one. */
  get firstKey(): number {
    return this.keys[0]!;
  }

  add(key: number, value: number): void {
    const { keys, orders, values } = this;
    const order = this.order++;
    let at = values.length;
    values.push(value);
    keys.push(key);
    orders.push(order);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (keys[parent]! <= key) break;
      this.move(parent, at);
      at = parent;
    }
    this.put(at, key, order, value);
  }

  /** Takes the first out; only while there is one. */
  take(): number {
    const { keys, orders, values } = this;
    const first = values[0]!;
    const key = keys.pop()!;
    const order = orders.pop()!;
    const value = values.pop()!;
    const size = values.length;
    if (size === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && this.before(child + 1, keys[child]!, orders[child]!)) child++;
      if (!this.before(child, key, order)) break;
      this.move(child, at);
      at = child;
    }
    this.put(at, key, order, value);
    return first;
  }

  private before(at: number, key: number, order: number): boolean {
    const own = this.keys[at]!;
    return own < key || (own === key && this.orders[at]! < order);
  }

  private move(from: number, to: number): void {
    this.put(to, this.keys[from]!, this.orders[from]!, this.values[from]!);
  }

  private put(at: number, key: number, order: number, value: number): void {
    this.keys[at] = key;
    this.orders[at] = order;
    this.values[at] = value;
  }
}
