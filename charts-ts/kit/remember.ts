/**
 * Remembers results by the text that they follow from, for what comes again in many clusters of a fleet. It keeps those that were asked
 * for lately, at most twice `size`: a fleet of a thousand clusters must not take a thousand times the memory.
 */
export function recent<Result>(size: number): (from: string, make: () => Result) => Result {
  let young = new Map<string, Result>();
  let old = new Map<string, Result>();
  return (from, make) => {
    const known = young.get(from);
    if (known !== undefined) return known;
    const result = old.get(from) ?? make();
    if (young.size >= size) [old, young] = [young, new Map()];
    young.set(from, result);
    return result;
  };
}

/** The same function, that works out what follows from an object once, for as long as the object is there. Nobody may change the object. */
export function once<Of extends object, Result>(make: (of: Of) => Result): (of: Of) => Result {
  const known = new WeakMap<Of, { readonly result: Result }>();
  return (of) => {
    const before = known.get(of);
    if (before !== undefined) return before.result;
    const result = make(of);
    known.set(of, { result });
    return result;
  };
}
