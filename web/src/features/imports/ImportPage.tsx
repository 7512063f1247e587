import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { formatBytes } from "@/ui/format";
import { Loaded } from "@/ui/Loaded";
import { PageHeader } from "@/ui/PageHeader";
import { paths } from "@/ui/paths";
import { useIdParam } from "@/ui/useIdParam";
import { useImport, type ImportDetail } from "./api";
import { MappingEditor } from "./MappingEditor";
import { RunView } from "./RunView";
import { StateTag } from "./StateTag";

/** One import: its mapping while it is a draft, its run afterwards. */
export function ImportPage() {
  const brand = useBrand();
  const query = useImport(brand.code, useIdParam("importId"));
  return <Loaded query={query}>{(data) => <OneImport data={data} asOfMs={query.dataUpdatedAt} />}</Loaded>;
}

function OneImport({ data, asOfMs }: { data: ImportDetail; asOfMs: number }) {
  const { t } = useTranslation("imports");
  const brand = useBrand();
  return (
    <div>
      <PageHeader
        title={
          <>
            {data.file_name} <StateTag state={data.state} />
          </>
        }
        tabTitle={data.file_name}
        purpose={`${t(`kind.${data.kind}`)} · ${formatBytes(data.file_bytes)}`}
        back={{ to: paths.imports(brand.code), label: t("list.title") }}
      />
      {data.state === "draft" ? <MappingEditor key={data.id} data={data} /> : <RunView data={data} asOfMs={asOfMs} />}
    </div>
  );
}
