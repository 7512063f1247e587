import { Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { MaterialPicker, MESSAGE_KINDS, type ChosenMaterial } from "@/ui/MaterialPicker";
import { useTags, type Settings } from "./api";
import { JourneyPicker } from "./JourneyPicker";
import "./acquisition.css";

const ATTACHMENTS_MAX = 9;

const materialsOf = (attachments: Record<string, unknown>[]) =>
  attachments.filter((each) => each["msgtype"] === "material").map((each) => each["material"] as ChosenMaterial);

type Welcome = Settings["welcome"];
/** What codes and links have in common; a link's welcome blocks no words. */
interface After {
  tag_ids?: number[];
  remark?: string;
  welcome?: Omit<Welcome, "blocked_words"> & Partial<Pick<Welcome, "blocked_words">>;
}

const NO_WELCOME: NonNullable<After["welcome"]> = { text: "", attachments: [] };

interface Props {
  draft: After;
  change(part: After): void;
  /** A link blocks no words of nicknames. */
  named?: boolean;
}

/** What happens to somebody who came: tags, remark, welcome. */
export function AfterFields({ draft, change, named = true }: Props) {
  const { t } = useTranslation("acquisition");
  const brand = useBrand();
  const tags = useTags(brand.code);
  const welcome = draft.welcome ?? NO_WELCOME;
  const others = (welcome.attachments ?? []).filter((each) => each["msgtype"] !== "material");
  const attach = (chosen: ChosenMaterial[]) =>
    change({ welcome: { ...welcome, attachments: [...others, ...chosen.map((each) => ({ msgtype: "material", material: { ...each } }))] } });
  return (
    <section className="siyu-stack">
      <h2 className="acq-heading">{t("after.title")}</h2>
      <label className="siyu-question">
        <span>{t("after.tags")}</span>
        <Select
          mode="multiple"
          aria-label={t("after.tags")}
          placeholder={t("after.tagsHint")}
          value={draft.tag_ids ?? []}
          loading={tags.isLoading}
          showSearch={{ optionFilterProp: "label" }}
          options={(tags.data ?? []).map((tag) => ({ value: tag.id, label: tag.name }))}
          onChange={(tag_ids: number[]) => change({ tag_ids })}
        />
      </label>
      <label className="siyu-question">
        <span>{t("after.remark")}</span>
        <Input maxLength={20} value={draft.remark ?? ""} placeholder={t("after.remarkExample")} onChange={(event) => change({ remark: event.target.value })} />
      </label>
      <label className="siyu-question">
        <span>{t("after.welcome")}</span>
        <Input.TextArea rows={3} maxLength={1200} value={welcome.text ?? ""} placeholder={t("after.welcomeExample")} onChange={(event) => change({ welcome: { ...welcome, text: event.target.value } })} />
        <span className="acq-hint">{t("after.welcomeHint")}</span>
      </label>
      <div className="siyu-question">
        <span>{t("after.materials")}</span>
        <MaterialPicker label={t("after.materials")} chosen={materialsOf(welcome.attachments ?? [])} most={ATTACHMENTS_MAX} kinds={MESSAGE_KINDS} onChange={attach} />
        <span className="acq-hint">{t("after.materialsHint")}</span>
      </div>
      {named && (
        <label className="siyu-question">
          <span>{t("after.blocked")}</span>
          <Select
            mode="tags"
            aria-label={t("after.blocked")}
            placeholder={t("after.blockedHint")}
            value={welcome.blocked_words ?? []}
            tokenSeparators={[",", "，", " "]}
            open={false}
            onChange={(blocked_words: string[]) => change({ welcome: { ...welcome, blocked_words } })}
          />
        </label>
      )}
      <JourneyPicker value={welcome.journey_id ?? null} onChange={(journey_id) => change({ welcome: { ...welcome, journey_id } })} />
    </section>
  );
}
