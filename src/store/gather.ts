/** Many questions of one kind, asked at about the same time, as one. */

/**
 * Answers for one key what `readMany` answers for all that were asked for in the same turn of the event loop: requests that
 * come together share a statement. `readMany` leaves out what is not there; when it fails, each of them fails.
 */
export function gather<Key, Value>(
  readMany: (keys: Key[]) => Promise<ReadonlyMap<Key, Value>>,
): (key: Key) => Promise<Value | undefined> {
  let asked: Set<Key> | null = null;
  let answer: Promise<ReadonlyMap<Key, Value>>;
  return async (key) => {
    if (!asked) {
      const keys = new Set<Key>();
      asked = keys;
      answer = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
        asked = null;
        return readMany([...keys]);
      });
    }
    asked.add(key);
    return (await answer).get(key);
  };
}
