import { PlusOutlined } from "@ant-design/icons";
import { App, Button, Card, Dropdown, Flex, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useBrand } from "@/api/session";
import { formatPeople } from "@/ui/format";
import { NameModal } from "@/ui/NameModal";
import { RightButton } from "@/ui/RightButton";
import { paths } from "@/ui/paths";
import { useNotify } from "@/ui/useNotify";
import { useCreateTag, useDeleteTag, useRenameTag, type Tag, type TagGroup } from "./api";
import { WecomSwitch } from "./WecomSwitch";
import { WecomTagMark } from "./WecomTagMark";
import type { WecomTag, WecomTags } from "./wecom_tags";

export function TagGroupCard({ group, wecom }: { group: TagGroup; wecom?: WecomTags["groups"][number] | undefined }) {
  const { t } = useTranslation("customers");
  const brand = useBrand();
  const create = useCreateTag(brand.code);
  const [adding, setAdding] = useState(false);
  return (
    <Card
      size="small"
      className="siyu-tag-group"
      title={group.name}
      extra={
        <Flex gap={12} align="center" wrap>
          {wecom && <WecomSwitch group={group} shown={wecom.shown} />}
          <RightButton needs="segments.write" size="small" type="text" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
            {t("tags.newTag")}
          </RightButton>
        </Flex>
      }
    >
      {group.tags.length === 0 && <span className="siyu-quiet">{t("tags.groupEmpty")}</span>}
      <Flex gap={8} wrap>
        {group.tags.map((tag) => (
          <TagBox key={tag.id} tag={tag} wecom={marked(wecom, tag.id)} />
        ))}
      </Flex>
      {adding && (
        <NameModal
          title={`${group.name} · ${t("tags.newTag")}`}
          label={t("tags.tagName")}
          busy={create.isPending}
          onClose={() => setAdding(false)}
          onSubmit={(name) => create.mutateAsync({ group_id: group.id, name })}
        />
      )}
    </Card>
  );
}

/** A group kept internal says so once; its tags only say what is different. */
function marked(group: WecomTags["groups"][number] | undefined, tag: number): WecomTag | undefined {
  const found = group?.tags.find((each) => each.tag_id === tag);
  return group?.shown || found?.shown !== "internal" ? found : undefined;
}

function TagBox({ tag, wecom }: { tag: Tag; wecom?: WecomTag | undefined }) {
  const { t } = useTranslation("customers");
  const brand = useBrand();
  const { modal } = App.useApp();
  const notify = useNotify();
  const rename = useRenameTag(brand.code);
  const remove = useDeleteTag(brand.code);
  const [renaming, setRenaming] = useState(false);
  const ask = () =>
    modal.confirm({
      title: t("tags.deleteTitle", { name: tag.name }),
      content: t("tags.deleteHint", { people: formatPeople(tag.customers) }),
      okText: t("ui:delete"),
      cancelText: t("ui:cancel"),
      okButtonProps: { danger: true },
      onOk: () => remove.mutateAsync(tag.id).then(() => notify.done(t("ui:deleted")), notify.failed),
    });
  return (
    <span className="siyu-tag-box">
      <Link to={paths.customers(brand.code, { tag: tag.id })}>
        {tag.name}
        <Typography.Text type="secondary"> {formatPeople(tag.customers)}</Typography.Text>
      </Link>
      {wecom && <WecomTagMark tag={wecom} />}
      <Dropdown
        trigger={["click"]}
        disabled={brand.can["segments.write"] !== true}
        menu={{
          items: [
            { key: "rename", label: t("tags.rename"), onClick: () => setRenaming(true) },
            { key: "delete", label: t("ui:delete"), danger: true, onClick: ask },
          ],
        }}
      >
        <Button size="small" type="text" disabled={brand.can["segments.write"] !== true} aria-label={t("tags.more", { name: tag.name })}>
          ⋯
        </Button>
      </Dropdown>
      {renaming && (
        <NameModal
          title={t("tags.rename")}
          label={t("tags.tagName")}
          initial={tag.name}
          busy={rename.isPending}
          onClose={() => setRenaming(false)}
          onSubmit={(name) => rename.mutateAsync({ id: tag.id, name, group_id: tag.group_id })}
        />
      )}
    </span>
  );
}
