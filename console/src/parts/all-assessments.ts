import { queryOptions } from "@tanstack/react-query";
import { allOf } from "~/api/listing";
import { v1 } from "~/api/v1";

/** All assessments that whoever is signed in may see, as they are asked for. */
export const ALL_ASSESSMENTS = queryOptions({
  queryKey: ["get", "/v1/assessments"],
  queryFn: ({ signal }) =>
    allOf(
      (nextToken) => v1.GET("/v1/assessments", { params: { query: { maxResults: 1000, nextToken } }, signal }),
      (page) => page.assessments,
    ),
});
