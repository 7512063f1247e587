import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { SearchBox } from "@/ui/SearchBox";
import { usePhone } from "@/ui/usePhone";
import { useUrlState } from "@/ui/useUrlState";
import { usePeople } from "./api";
import { Chat } from "./Chat";
import { FoundList } from "./FoundList";
import { TalkList } from "./TalkList";
import { useOpened } from "./useOpened";

/** People and their conversations on the left, what was said on the right. */
export function TalksTab() {
  const { t } = useTranslation("archive");
  const phone = usePhone();
  const { talk, message } = useOpened();
  const [words] = useUrlState("search");
  const showList = !phone || talk === null;
  return (
    <div className="arc-desk">
      {showList && (
        <aside className="arc-side" aria-label={t("talks.list")}>
          <PersonFilter />
          <SearchBox placeholder={t("talks.search")} />
          {words ? <FoundList words={words} /> : <TalkList />}
        </aside>
      )}
      {talk !== null ? (
        <Chat key={`${talk}:${message ?? ""}`} talkId={talk} around={message} words={words ? [words] : []} />
      ) : (
        !phone && <EmptyState title={t("talks.choose")} hint={t("talks.chooseHint")} />
      )}
    </div>
  );
}

function PersonFilter() {
  const { t } = useTranslation("archive");
  const brand = useBrand();
  const people = usePeople(brand.code);
  const [userid, setUserid] = useUrlState("userid");
  const options = (people.data ?? []).map((each) => ({ value: each.userid, label: each.name }));
  return (
    <Select
      allowClear
      showSearch={{ optionFilterProp: "label" }}
      aria-label={t("talks.person")}
      placeholder={t("talks.anyPerson")}
      value={userid || null}
      options={options}
      onChange={setUserid}
    />
  );
}
