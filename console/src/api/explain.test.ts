import { expect, test } from "vitest";
import { explain, fieldError } from "~/api/explain";
import { ProblemError } from "~/api/session";

test("an error of the AWS API is told with its fields and the number of the request", () => {
  const error = Object.assign(new Error("The input fails."), {
    name: "ValidationException",
    fieldList: undefined,
    fields: [{ name: "name", message: "is too long" }],
    $metadata: { requestId: "r-1" },
  });
  expect(explain(error)).toMatchObject({
    title: "The server cannot take this",
    message: "The input fails.",
    fields: [{ name: "name", message: "is too long" }],
    details: "ValidationException, request r-1",
  });
});

test("a problem of the native API is told by its code", () => {
  const error = new ProblemError(409, { code: "wrong_state", message: "It is inactive.", fields: [] });
  expect(explain(error)).toMatchObject({ title: "It cannot be done now", details: "wrong_state" });
});

test("a server that is not reached says that nothing is lost", () => {
  expect(explain(new TypeError("Failed to fetch")).remedy).toContain("Nothing that you typed is lost");
});

test("what is not known is told as it is", () => {
  expect(explain("odd")).toMatchObject({ title: "Something went wrong", message: "odd" });
  expect(explain(new RangeError("odd")).message).toBe("odd");
});

test("a field finds what is wrong with it, wherever it is nested", () => {
  const problem = { code: "invalid", message: "", fields: [{ name: "$.scope.name", message: "is missing" }] };
  expect(fieldError(new ProblemError(400, problem), "name")).toBe("is missing");
  expect(fieldError(new ProblemError(400, problem), "scope")).toBeUndefined();
  expect(fieldError(null, "name")).toBeUndefined();
});
