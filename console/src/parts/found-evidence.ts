import type { Listing } from "~/api/hooks";
import type { components } from "~/api/schema";
import { v1 } from "~/api/v1";
import type { FinderQuery } from "~/parts/evidence-link";

export type FoundPage = components["schemas"]["FoundPage"];
export type Found = components["schemas"]["EvidenceFound"];

const ROWS = 20;

/** The evidence that meets a query, over all assessments, as it is asked for page by page. */
export function foundBy(query: FinderQuery): Listing<FoundPage> {
  return [
    ["get", "/v1/evidence", query],
    async (nextToken, signal) => {
      const page = { ...query, maxResults: ROWS, ...(nextToken ? { nextToken } : {}) };
      const { data } = await v1.GET("/v1/evidence", { params: { query: page }, signal });
      return data as FoundPage;
    },
  ];
}
