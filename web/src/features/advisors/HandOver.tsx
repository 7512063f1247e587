import { Button, Divider, Form, Input, Select, Timeline } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { Loaded } from "@/ui/Loaded";
import { TimeText } from "@/ui/TimeText";
import { showOnForm, useNotify } from "@/ui/useNotify";
import { useHandOver, useHandOvers, useStaff, type Account } from "./api";

const DRAWER = 0;

interface Values {
  to_staff_id: number;
  note?: string;
}

/** Gives an account to somebody else, and tells who had it before. */
export function HandOver({ account, onDone }: { account: Account; onDone: () => void }) {
  const { t } = useTranslation("advisors");
  const brand = useBrand();
  const notify = useNotify();
  const [form] = Form.useForm<Values>();
  const give = useHandOver(brand.code, account.id);
  const allowed = brand.can["matrix.write"] === true;
  const submit = ({ to_staff_id, note = "" }: Values) =>
    give.mutate({ to_staff_id: to_staff_id === DRAWER ? null : to_staff_id, note }, {
      onSuccess: () => {
        notify.done(t("hands.done"));
        onDone();
      },
      onError: (error) => void (!showOnForm(form, error) && notify.failed(error)),
    });
  return (
    <>
      <p>{account.holder ? t("hands.now", { name: account.holder }) : t("hands.nobody")}</p>
      <Form form={form} layout="vertical" disabled={!allowed} onFinish={submit}>
        <Form.Item name="to_staff_id" label={t("hands.to")} rules={[{ required: true, message: t("ui:required", { name: t("hands.to") }) }]}>
          <StaffSelect drawer={account.staff_id !== null} />
        </Form.Item>
        <Form.Item name="note" label={t("hands.note")} extra={t("hands.noteHint")}>
          <Input.TextArea rows={2} maxLength={500} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={give.isPending}>
          {t("hands.give")}
        </Button>
      </Form>
      <History account={account} />
    </>
  );
}

function StaffSelect({ drawer, ...rest }: { drawer: boolean; value?: number; onChange?: (value: number) => void; id?: string }) {
  const { t } = useTranslation("advisors");
  const brand = useBrand();
  const [words, setWords] = useState("");
  const found = useStaff(brand.code, words);
  const people = (found.data?.items ?? []).filter((each) => each.active).map((each) => ({ value: each.id, label: `${each.name}（${each.code}）` }));
  const options = drawer ? [{ value: DRAWER, label: t("account.drawer") }, ...people] : people;
  return (
    <Select {...rest} showSearch={{ filterOption: false, onSearch: setWords }} loading={found.isFetching} placeholder={t("hands.search")} options={options} notFoundContent={t("hands.notFound")} />
  );
}

function History({ account }: { account: Account }) {
  const { t } = useTranslation("advisors");
  const brand = useBrand();
  const past = useHandOvers(brand.code, account.id);
  const who = (name: string) => name || t("account.drawer");
  return (
    <section>
      <Divider titlePlacement="start">{t("hands.history")}</Divider>
      <Loaded query={past}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title={t("hands.empty")} />
          ) : (
            <Timeline
              items={rows.map((each) => ({
                key: each.id,
                content: (
                  <>
                    <div>{t("hands.line", { from: who(each.from_holder), to: who(each.to_holder) })}</div>
                    {each.note && <div>{each.note}</div>}
                    <div className="siyu-quiet">{each.actor} · <TimeText atMs={each.at_ms} as="time" /></div>
                  </>
                ),
              }))}
            />
          )
        }
      </Loaded>
    </section>
  );
}
