type Numbers = Uint8Array | Uint32Array | Float64Array;

/** A typed array that grows by doubling: a tenth of the memory of an array of numbers, and no copy at the end. */
export class GrowingColumn<A extends Numbers> {
  private items: A;
  private readonly kind: new (
    length: number,
  ) => A;
  length = 0;

  constructor(kind: new (length: number) => A, capacity = 1024) {
    this.kind = kind;
    this.items = new kind(capacity);
  }

  push(item: number): void {
    if (this.length === this.items.length) {
      const larger = new this.kind(this.items.length * 2);
      larger.set(this.items);
      this.items = larger;
    }
    this.items[this.length++] = item;
  }

  at(index: number): number {
    return this.items[index];
  }

  /** What was pushed so far; a view that further pushes may leave behind. */
  view(): A {
    return this.items.subarray(0, this.length) as A;
  }
}

export class GrowingList extends GrowingColumn<Uint32Array> {
  constructor(capacity = 1024) {
    super(Uint32Array, capacity);
  }
}
