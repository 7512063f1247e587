import { Select } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { useFindPeople } from "./api";

const SETTLE_MS = 300;

/** Finds a person by name or phone, to see the way they went. */
export function PersonSearch({ onChoose }: { onChoose: (id: string) => void }) {
  const { t } = useTranslation("journeys");
  const brand = useBrand();
  const [typed, setTyped] = useState("");
  const [words, setWords] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setWords(typed.trim()), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const found = useFindPeople(brand.code, words);
  return (
    <Select
      className="jny-search"
      value={null}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      placeholder={t("path.search")}
      aria-label={t("path.search")}
      loading={found.isFetching}
      notFoundContent={words ? t("path.noMatch") : null}
      onChange={(id: string | null) => id && onChoose(id)}
      options={(found.data?.items ?? []).map((each) => ({ value: String(each.id), label: `${each.name || t("path.unnamed")} ${each.phone}` }))}
    />
  );
}
