/** A function that remembers the `most` values that were asked for last. */
export function createMemory<T>(make: (key: string) => T, most: number): (key: string) => T {
  const values = new Map<string, T>();
  return (key) => {
    const known = values.get(key);
    const value = known === undefined ? make(key) : known;
    values.delete(key);
    values.set(key, value);
    if (values.size > most) values.delete(values.keys().next().value!);
    return value;
  };
}
