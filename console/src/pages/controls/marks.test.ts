import { expect, test } from "vitest";
import { offsetOf, piecesOf, spanOf } from "~/pages/controls/marks";

const RULE = "has(resource.name) &&\n  resource.nomen == 'y'";

test("a line and a column lead to a place", () => {
  expect(offsetOf(RULE, 1, 1)).toBe(0);
  expect(RULE.slice(offsetOf(RULE, 2, 12))).toBe("nomen == 'y'");
  expect(offsetOf(RULE, 9, 9)).toBe(RULE.length);
  // An emoji is one character to the server, and two to the browser.
  expect(offsetOf("'\u{1f9ff}' + x", 1, 7)).toBe(7);
});

test("the word that is wrong is marked", () => {
  const [start, end] = spanOf(RULE, { line: 2, column: 12 });

  expect(RULE.slice(start, end)).toBe("nomen");
  expect(piecesOf(RULE, [{ line: 2, column: 12 }]).map(({ text, isFault }) => [text, isFault])).toEqual([
    ["has(resource.name) &&\n  resource.", false],
    ["nomen", true],
    [" == 'y'", false],
  ]);
});

test("what is missing at the end of a line has something to be seen by", () => {
  expect(piecesOf("a ==", [{ line: 1, column: 5 }])).toEqual([
    { text: "a ==", isFault: false },
    { text: " ", isFault: true },
  ]);
  expect(piecesOf("a ==\nb", [{ line: 1, column: 5 }]).map(({ text }) => text)).toEqual(["a ==", " ", "\nb"]);
});

test("a place that is wrong twice is marked once, and what is sound is whole", () => {
  const twice = [
    { line: 1, column: 1 },
    { line: 1, column: 1 },
  ];

  expect(piecesOf("abc", twice)).toEqual([{ text: "abc", isFault: true }]);
  expect(piecesOf("abc", [])).toEqual([{ text: "abc", isFault: false }]);
});
