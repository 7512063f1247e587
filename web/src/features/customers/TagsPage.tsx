import { PlusOutlined } from "@ant-design/icons";
import { Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { Loaded } from "@/ui/Loaded";
import { NameModal } from "@/ui/NameModal";
import { RightButton } from "@/ui/RightButton";
import { PageHeader } from "@/ui/PageHeader";
import { useUrlState } from "@/ui/useUrlState";
import { useCreateTagGroup, useTagGroups, type TagGroup } from "./api";
import { TagGroupCard } from "./TagGroupCard";
import { useWecomTags } from "./wecom_tags";
import { WecomSummary } from "./WecomSummary";

/** All tags of the brand by group; every tag opens its people. */
export function TagsPage() {
  const { t } = useTranslation("customers");
  const brand = useBrand();
  const groups = useTagGroups(brand.code);
  const wecom = useWecomTags(brand.code);
  const create = useCreateTagGroup(brand.code);
  const [adding, setAdding] = useState(false);
  const [words, setWords] = useUrlState("search");
  const add = (
    <RightButton needs="segments.write" type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
      {t("tags.newGroup")}
    </RightButton>
  );
  return (
    <div>
      <PageHeader title={t("tags.title")} purpose={t("tags.purpose")} actions={add} />
      <div className="siyu-toolbar">
        <Input.Search
          allowClear
          className="siyu-search"
          defaultValue={words}
          placeholder={t("tags.search")}
          aria-label={t("tags.search")}
          onChange={(event) => setWords(event.target.value.trim())}
        />
      </div>
      {wecom.data && <WecomSummary tags={wecom.data} />}
      <Loaded query={groups}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState title={t("tags.empty")} hint={t("tags.emptyHint")} />
          ) : (
            <div className="siyu-stack">
              {matching(items, words).map((group) => (
                <TagGroupCard key={group.id} group={group} wecom={wecom.data?.groups.find((each) => each.group_id === group.id)} />
              ))}
            </div>
          )
        }
      </Loaded>
      {adding && (
        <NameModal
          title={t("tags.newGroup")}
          label={t("tags.groupName")}
          extra={t("tags.groupHint")}
          busy={create.isPending}
          onClose={() => setAdding(false)}
          onSubmit={(name) => create.mutateAsync({ name })}
        />
      )}
    </div>
  );
}

function matching(groups: TagGroup[], words: string): TagGroup[] {
  if (!words) return groups;
  const hit = (name: string) => name.toLowerCase().includes(words.toLowerCase());
  return groups
    .map((group) => (hit(group.name) ? group : { ...group, tags: group.tags.filter((tag) => hit(tag.name)) }))
    .filter((group) => group.tags.length > 0 || hit(group.name));
}
