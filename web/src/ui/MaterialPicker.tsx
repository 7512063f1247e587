import { DeleteOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Flex, Select, Tag } from "antd";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { call, client } from "@/api/client";
import type { components } from "@/api/schema";
import { useBrand } from "@/api/session";

export type Material = components["schemas"]["MaterialOut"];
export type MaterialKind = Material["kind"];

export interface ChosenMaterial {
  id: number;
  title: string;
  kind: string;
}

interface Props {
  chosen: ChosenMaterial[];
  onChange: (chosen: ChosenMaterial[]) => void;
  label: string;
  /** How many may be chosen here. */
  most: number;
  /** Which kinds fit; texts never do. */
  kinds: MaterialKind[];
  /** Cards must have a picture of their own: mini-programs everywhere, links in moments. */
  covered?: MaterialKind[];
  /** Why a material of a fitting kind cannot be chosen here, in words; "" when it can. */
  unfit?: (material: Material) => string;
}

export const MESSAGE_KINDS: MaterialKind[] = ["image", "link", "miniprogram", "video", "file"];

/** Materials of the library that go along: searched by name, shown as a list, taken out one by one. */
export function MaterialPicker({ chosen, onChange, label, most, kinds, covered = ["miniprogram"], unfit = () => "" }: Props) {
  const { t } = useTranslation("ui");
  const [search, setSearch] = useState("");
  const found = useMaterials(search);
  const taken = new Set(chosen.map((each) => each.id));
  const fitting = (found.data?.items ?? []).filter((each) => kinds.includes(each.kind) && !taken.has(each.id));
  const why = (each: Material) => (lacksCover(each, covered) ? t("material.noCover") : unfit(each));
  const options = fitting.map((each) => ({ value: each.id, label: `${t(`materialKind.${each.kind}`)} · ${each.title}`, why: why(each), disabled: why(each) !== "", material: each }));
  const add = (id: number) => {
    const picked = options.find((each) => each.value === id)?.material;
    if (picked) onChange([...chosen, { id: picked.id, title: picked.title, kind: picked.kind }]);
    setSearch("");
  };
  return (
    <Flex vertical gap={8}>
      {chosen.map((each) => (
        <Flex key={each.id} gap={8} align="center">
          <Tag>{t(`materialKind.${each.kind}`)}</Tag>
          <span className="siyu-text">{each.title}</span>
          <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t("material.remove", { title: each.title })} onClick={() => onChange(chosen.filter((one) => one.id !== each.id))} />
        </Flex>
      ))}
      {chosen.length < most && (
        <Select<number | null>
          aria-label={label}
          placeholder={t("material.add")}
          value={null}
          showSearch={{ filterOption: false, onSearch: setSearch }}
          loading={found.isFetching}
          options={options}
          optionRender={({ label, data }) => (data.why ? <Unfit name={label} why={data.why} /> : label)}
          notFoundContent={found.isPending ? null : t("material.none")}
          onChange={(id) => id !== null && add(id)}
        />
      )}
    </Flex>
  );
}

function useMaterials(search: string) {
  const brand = useBrand();
  return useQuery({
    queryKey: [brand.code, "content", "pickable", search],
    enabled: brand.can["content.read"] === true,
    queryFn: () => call(client.GET("/api/brands/{brand}/materials", { params: { path: { brand: brand.code }, query: { limit: 100, search } } })),
  });
}

const lacksCover = (material: Material, covered: MaterialKind[]) => covered.includes(material.kind) && material.file === null;

/** What cannot be chosen stays in the list, with the reason below it. */
function Unfit({ name, why }: { name: ReactNode; why: string }) {
  return (
    <Flex vertical>
      <span className="siyu-text">{name}</span>
      <span className="siyu-wrap siyu-quiet">{why}</span>
    </Flex>
  );
}
