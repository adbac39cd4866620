import { type Paged, usePages } from "~/api/hooks";
import type { components, operations } from "~/api/schema";
import { v1 } from "~/api/v1";

export type ControlCard = components["schemas"]["ControlCardShown"];

/** Which controls are wanted: any of the values of each member, and all of the texts. */
export type CardsQuery = Omit<
  NonNullable<operations["getControlCards"]["parameters"]["query"]>,
  "nextToken" | "maxResults"
>;

const PAGE_SIZE = 50;

/** Ask for controls of the library, standard and custom, page by page. */
export function useControlCards(query: CardsQuery, pageSize = PAGE_SIZE): Paged<ControlCard> {
  return usePages(
    ["get", "/v1/control-cards", query, pageSize],
    async (nextToken, signal) => {
      const asked = { ...query, maxResults: pageSize, ...(nextToken ? { nextToken } : {}) };
      const { data } = await v1.GET("/v1/control-cards", { params: { query: asked }, signal });
      return data ?? { controls: [] };
    },
    (page) => page.controls,
  );
}
