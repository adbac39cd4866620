import { expect, test } from "vitest";
import { ProblemError } from "~/api/session";
import { isDark, rememberedLook, setLook } from "~/app/look";
import { entriesFor } from "~/app/navigation";
import { PAGES } from "~/app/pages";
import { address, routed } from "~/app/paths";
import { mayHelp } from "~/app/queries";

test("parts of an address hold anything", () => {
  expect(address("assessments", "a/b ?#")).toBe("/console/assessments/a%2Fb%20%3F%23");
  expect(address()).toBe("/console");
  expect(routed("/console")).toBe("/");
  expect(routed("/console/assessments")).toBe("/assessments");
  expect(routed("/consoles")).toBe("/consoles");
});

test("no two pages have one path, and each entry leads to a page", () => {
  const paths = PAGES.flatMap((page) => page.routes.map((route) => route.path));
  expect(new Set(paths).size).toBe(paths.length);
  for (const entry of PAGES.flatMap((page) => page.navigation ?? [])) expect(paths).toContain(entry.path);
});

test("an entry is hidden from who lacks its right, and sections keep their order", () => {
  const pages = [
    {
      routes: [],
      navigation: [
        { text: "Users", path: "users", section: "Administration", needs: "ManageUsers" },
        { text: "Second", path: "second" },
        { text: "First", path: "first", order: 1 },
      ],
    },
  ] as const;
  const told = (rights: Parameters<typeof entriesFor>[0]) =>
    [...entriesFor(rights, pages)].map(([section, entries]) => [section, entries.map((entry) => entry.text)]);
  expect(told([])).toEqual([["", ["First", "Second"]]]);
  expect(told(["ManageUsers"])).toEqual([
    ["", ["First", "Second"]],
    ["Administration", ["Users"]],
  ]);
});

test("a look is remembered, and what is kept by mistake is not taken", () => {
  expect(rememberedLook()).toEqual({ theme: "system", isCompact: false });
  setLook({ theme: "dark", isCompact: true });
  expect(rememberedLook()).toEqual({ theme: "dark", isCompact: true });
  expect(isDark(rememberedLook())).toBe(true);
  localStorage.setItem("probative.look", '{"theme": "pink", "isCompact": 1}');
  expect(rememberedLook()).toEqual({ theme: "system", isCompact: false });
  localStorage.setItem("probative.look", "no JSON");
  expect(rememberedLook()).toEqual({ theme: "system", isCompact: false });
});

test("reads are asked again only when it may help", () => {
  const problem = (status: number) => new ProblemError(status, { code: "x", message: "", fields: [] });
  expect(mayHelp(0, new TypeError("Failed to fetch"))).toBe(true);
  expect(mayHelp(0, problem(503))).toBe(true);
  expect(mayHelp(0, problem(429))).toBe(true);
  expect(mayHelp(0, problem(404))).toBe(false);
  expect(mayHelp(3, problem(503))).toBe(false);
  expect(mayHelp(0, Object.assign(new Error(""), { $metadata: { httpStatusCode: 403 } }))).toBe(false);
});
