import { useQuery } from "@tanstack/react-query";
import { Flex } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { call, pending as client } from "@/api/client";
import { useBrand } from "@/api/session";
import { ErrorState } from "@/ui/ErrorState";
import { formatPeople, formatTime } from "@/ui/format";
import { paths, ruleFromSearch } from "@/ui/paths";
import { SaveAsSegment } from "@/ui/PeopleLink";
import { Sentence } from "@/ui/Sentence";

/** Says which people this list shows when a figure led here, and offers to keep them as a segment. */
export function RuleBanner() {
  const { t } = useTranslation("customers");
  const brand = useBrand();
  const [search] = useSearchParams();
  const rule = ruleFromSearch(search);
  const preview = useQuery({
    queryKey: [brand.code, "segments", "preview", rule],
    enabled: rule !== null,
    queryFn: (): Promise<{ count: number; sentence: string; as_of_ms: number }> =>
      call(client.POST("/api/brands/{brand}/segments/preview", { params: { path: { brand: brand.code } }, body: { rule } })),
  });
  if (preview.isError) return <div className="siyu-toolbar"><ErrorState error={preview.error} /></div>;
  return (
    <div className="siyu-toolbar">
      <Sentence
        extra={
          <Flex gap={16} wrap>
            <SaveAsSegment rule={rule}>{t("rule.save")}</SaveAsSegment>
            <Link to={paths.customers(brand.code)}>{t("rule.clear")}</Link>
          </Flex>
        }
      >
        {preview.data
          ? t("rule.shown", {
              sentence: preview.data.sentence,
              people: formatPeople(preview.data.count),
              time: formatTime(preview.data.as_of_ms),
            })
          : t("rule.counting")}
      </Sentence>
    </div>
  );
}
