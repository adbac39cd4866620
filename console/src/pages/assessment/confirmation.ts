const LONGEST = 60;

/** Return what is to be typed to confirm: the name, where people can type it, else a plain word. */
export function wordFor(name: string): string {
  // What is long, or has blanks at its ends, control characters or letters that run the other way, nobody types.
  const isTypeable =
    name.trim() === name && name.length > 0 && name.length <= LONGEST && /^[\p{L}\p{N}\p{P}\p{S} ]+$/u.test(name);
  return isTypeable ? name : "delete";
}
