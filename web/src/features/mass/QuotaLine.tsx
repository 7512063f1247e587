import { Button, Flex, Modal, Radio } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { formatNumber } from "@/ui/format";
import { RightButton } from "@/ui/RightButton";
import { useNotify } from "@/ui/useNotify";
import { useQuota, useSaveQuota, type QuotaMode } from "./api";

const OWN = ["own_people", "own_groups"] as const;
const MODES: QuotaMode[] = ["day", "week", "month"];

/** How many mass messages WeCom lets through to a person or a group, and what advisors have used of it by themselves. */
export function QuotaLine() {
  const { t } = useTranslation("mass");
  const brand = useBrand();
  const quota = useQuota(brand.code);
  const [open, setOpen] = useState(false);
  if (!quota.data) return null;
  const { mode, allowed, own_sends, ...reached } = quota.data;
  const whom = OWN.filter((kind) => reached[kind] > 0)
    .map((kind) => t(`quota.${kind}`, { times: formatNumber(reached[kind]) }))
    .join(t("quota.own_join"));
  const own = whom && t("quota.own", { sends: formatNumber(own_sends), whom });
  return (
    <Flex className="mass-quota" gap={8} align="center" wrap>
      <span className="siyu-quiet">
        {t(`quota.line_${mode}`, { allowed })}
        {own}
      </span>
      <RightButton needs="outreach.write" type="link" size="small" onClick={() => setOpen(true)}>
        {t("quota.change")}
      </RightButton>
      {open && <QuotaModal mode={mode} onClose={() => setOpen(false)} />}
    </Flex>
  );
}

function QuotaModal({ mode, onClose }: { mode: QuotaMode; onClose: () => void }) {
  const { t } = useTranslation("mass");
  const brand = useBrand();
  const notify = useNotify();
  const [chosen, setChosen] = useState(mode);
  const save = useSaveQuota(brand.code);
  const submit = () =>
    save.mutate(chosen, {
      onSuccess: () => {
        notify.done(t("ui:saved"));
        onClose();
      },
      onError: (error) => notify.failed(error),
    });
  return (
    <Modal open title={t("quota.title")} onCancel={onClose} footer={null} destroyOnHidden>
      <div className="siyu-stack">
        <p className="siyu-quiet">{t("quota.hint")}</p>
        <Radio.Group value={chosen} onChange={(event) => setChosen(event.target.value as QuotaMode)}>
          <Flex vertical gap={8}>
            {MODES.map((each) => (
              <Radio key={each} value={each}>
                {t(`quota.${each}`)}
              </Radio>
            ))}
          </Flex>
        </Radio.Group>
        <Button type="primary" loading={save.isPending} onClick={submit}>
          {t("ui:save")}
        </Button>
      </div>
    </Modal>
  );
}
