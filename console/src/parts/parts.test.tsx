import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, test, vi } from "vitest";
import { ProblemError } from "~/api/session";
import { useNotices, useNotify } from "~/app/notifications";
import { Confirm } from "~/parts/confirm";
import { Count } from "~/parts/count";
import { ErrorAlert } from "~/parts/error-alert";
import { JsonViewer, jsonText } from "~/parts/json-viewer";
import { render } from "~/parts/testing";
import { lengthOf, TextField } from "~/parts/text-field";
import { fromNow, Time, utc } from "~/parts/time";
import { VerdictStatus } from "~/parts/verdict";

test("moments are told in UTC and by how far they are", () => {
  const now = "2026-11-26T12:00:00Z";
  expect(utc("2026-11-26T07:23:00.5Z")).toBe("2026-11-26 07:23:00 UTC");
  expect(fromNow("2026-11-26T09:00:00Z", now)).toBe("3 hours ago");
  expect(fromNow("2026-11-28T12:00:00Z", now)).toBe("in 2 days");
  expect(fromNow("2026-11-25T12:00:00Z", now)).toBe("yesterday");
  expect(fromNow(now, now)).toBe("now");
});

test("a moment that is not known is a dash", () => {
  const { container } = render(<Time at={undefined} />);
  expect(container).toHaveTextContent("-");
});

test("characters are counted as the server counts them", () => {
  expect(lengthOf("\u{1f9ff}\u{1f9ff}", 2)).toEqual({ told: "2 of 2 characters", isTooLong: false });
  expect(lengthOf("abc", 2)).toEqual({ told: "1 of 3 characters too many", isTooLong: true });
});

function Typed() {
  const [value, setValue] = useState("");
  return <TextField label="Name" limit={3} value={value} onChange={setValue} isOptional />;
}

test("the count lives, and too much is an error", async () => {
  render(<Typed />);
  expect(screen.getByText("0 of 3 characters")).toBeInTheDocument();
  await userEvent.type(screen.getByRole("textbox", { name: /Name/ }), "abcd");
  expect(screen.getByText("1 of 4 characters too many")).toBeInTheDocument();
});

test("JSON is shown as text, whatever it holds", () => {
  const { container } = render(<JsonViewer name="Raw answer" value={{ name: "<img src=x onerror=alert(1)>" }} />);
  expect(container.querySelector("img")).toBeNull();
  expect(screen.getByRole("region", { name: "Raw answer" })).toHaveTextContent("<img src=x onerror=alert(1)>");
  expect(jsonText('{"a":1}')).toBe('{\n  "a": 1\n}');
  expect(jsonText("no JSON")).toBe("no JSON");
});

test("an error says what happened and what to do, and asks again", async () => {
  const retry = vi.fn();
  const problem = { code: "forbidden", message: "olivia may not", fields: [{ name: "name", message: "taken" }] };
  render(<ErrorAlert error={new ProblemError(403, problem)} onRetry={retry} />);
  expect(screen.getByText("You may not do this")).toBeInTheDocument();
  expect(screen.getByText("name: taken")).toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(retry).toHaveBeenCalledOnce();
});

test("what cannot be undone needs its word", async () => {
  const confirm = vi.fn();
  render(
    <Confirm header="Delete" action="Delete" word="delete" onConfirm={confirm} onCancel={() => undefined}>
      It is gone for ever.
    </Confirm>,
  );
  const button = screen.getByRole("button", { name: "Delete" });
  expect(button).toBeDisabled();
  await userEvent.type(screen.getByLabelText("To confirm, type delete"), "delete");
  await userEvent.click(button);
  expect(confirm).toHaveBeenCalledOnce();
});

test("a count leads to what it counts, and nothing leads nowhere", () => {
  render(
    <>
      <Count value={1234} of="controls" href="/console/controls" />
      <Count value={0} of="refusals" href="/console/refusals" />
    </>,
  );
  expect(screen.getByRole("link", { name: "1,234 controls" })).toHaveAttribute("href", "/console/controls");
  expect(screen.queryByRole("link", { name: /refusals/ })).toBeNull();
});

test("a verdict is told in words", () => {
  render(<VerdictStatus of="NON_COMPLIANT" count={3} />);
  expect(screen.getByText("3 Non-compliant")).toBeInTheDocument();
});

function Notifying() {
  const notify = useNotify();
  const notices = useNotices();
  return (
    <>
      <button type="button" onClick={() => notify({ id: "one", type: "success", header: "Done" })}>
        Tell
      </button>
      <button type="button" onClick={() => notify.failed(new Error("odd"))}>
        Fail
      </button>
      <output>{notices.map((notice) => `${notice.type} ${String(notice.header)}`).join(", ")}</output>
    </>
  );
}

test("a message takes the place of the one with its id, and the newest is first", async () => {
  render(<Notifying />);
  for (const name of ["Tell", "Tell", "Fail"]) await userEvent.click(screen.getByRole("button", { name }));
  await waitFor(() => expect(screen.getByRole("status")).toHaveTextContent("error Something went wrong, success Done"));
});
