import { GetEvidenceFileUploadUrlCommand } from "@aws-sdk/client-auditmanager";
import { aws } from "~/api/aws";
import { problemOf } from "~/api/session";

/** Put a file where the server says, and return what it is called there; `onShare` hears how much has gone, 0 to 1. */
export async function upload(file: File, onShare: (share: number) => void, signal: AbortSignal): Promise<string> {
  const place = await aws.send(new GetEvidenceFileUploadUrlCommand({ fileName: file.name }), { abortSignal: signal });
  await put(file, ownAddress(place.uploadUrl ?? ""), onShare, signal);
  return place.evidenceFileName ?? "";
}

/** Return a link to a file as an address of this page's own server, under whichever name that is reached here. */
export function ownAddress(link: string): string {
  const { pathname, search } = new URL(link, location.origin);
  return `${location.origin}${pathname}${search}`;
}

function put(file: File, to: string, onShare: (share: number) => void, signal: AbortSignal): Promise<void> {
  // fetch does not tell how much of a body has gone.
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", to);
    request.upload.onprogress = ({ loaded, total }) => onShare(total === 0 ? 0 : loaded / total);
    request.onerror = () => reject(new TypeError("The file could not be sent: the connection broke off."));
    request.onabort = () => reject(new Error("You stopped it."));
    request.onload = () => {
      if (request.status < 300) resolve();
      else reject(problemOf(request.status, parsed(request.responseText)));
    };
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
