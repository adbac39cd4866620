import { expect, test } from "vitest";
import { digestFault, kept } from "~/pages/manual-evidence/brought-file";
import { extensionOf, fileFault, linkFault, periodFault, sizeText } from "~/pages/manual-evidence/files";
import { ownAddress } from "~/pages/manual-evidence/uploading";

const LIMITS = { fileBytes: 100 * 1024 * 1024, fileExtensions: ["csv", "pdf"] };

test("sizes are told in the unit that fits", () => {
  expect([0, 1023, 1536, 104_857_600].map(sizeText)).toEqual(["0 bytes", "1,023 bytes", "1.5 KB", "100 MB"]);
});

test("a file is looked at before it is sent", () => {
  expect(fileFault({ name: "red team.PDF", size: 5 }, LIMITS)).toBeNull();
  expect(fileFault({ name: "run.exe", size: 5 }, LIMITS)).toContain(".exe are not taken");
  expect(fileFault({ name: "README", size: 5 }, LIMITS)).toContain("no ending");
  expect(fileFault({ name: "a.pdf", size: 0 }, LIMITS)).toContain("empty");
  expect(fileFault({ name: "a.pdf", size: LIMITS.fileBytes + 1 }, LIMITS)).toContain("at most 100 MB");
  expect(extensionOf("a.tar.GZ")).toBe("gz");
});

test("a link leads to an object in S3", () => {
  expect(linkFault(" S3://bucket/a/b.pdf ")).toBeUndefined();
  for (const wrong of ["", "s3://bucket", "s3://bucket/", "https://bucket/a.pdf"])
    expect(linkFault(wrong)).toBeDefined();
});

test("the last day is not before the first", () => {
  expect(periodFault("2026-05-01", "2026-05-01")).toBeUndefined();
  expect(periodFault("", "2026-05-01")).toBeUndefined();
  expect(periodFault("2026-05-02", "2026-05-01")).toBeDefined();
});

test("a file that is chosen twice is one, and what was sent is remembered", () => {
  const one = new File(["a"], "a.pdf", { lastModified: 1 });
  const again = new File(["a"], "a.pdf", { lastModified: 1 });
  const sent = { file: one, state: "sent" as const, share: 1, sentAs: "1_a.pdf" };

  expect(kept([sent], [one, again])).toEqual([sent]);
  expect(kept([sent], [])).toEqual([]);
  expect(kept([], [one])).toMatchObject([{ state: "waiting" }]);
});

test("a digest that differs is told, and none that is not known", () => {
  expect(digestFault("aa", "aa")).toBeUndefined();
  expect(digestFault(undefined, "aa")).toBeUndefined();
  expect(digestFault("aa", "bb")).toContain("bb");
});

test("files go to and come from the server that the page is of, under whichever name", () => {
  expect(ownAddress("https://public.example/files/a%2Fb?expires=1&signature=x")).toBe(
    `${location.origin}/files/a%2Fb?expires=1&signature=x`,
  );
});
