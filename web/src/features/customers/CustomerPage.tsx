import { Card } from "antd";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { DetailPage, type Fact } from "@/ui/DetailPage";
import { Loaded } from "@/ui/Loaded";
import { paths } from "@/ui/paths";
import { TimeText } from "@/ui/TimeText";
import { useIdParam } from "@/ui/useIdParam";
import { useCustomer, type CustomerDetail } from "./api";
import { AttributeForm } from "./AttributeForm";
import { ConsentList, ConsentNow } from "./Consents";
import { CustomerOrders } from "./CustomerOrders";
import { CustomerTags } from "./CustomerTags";
import { Friendships } from "./Friendships";
import { Identities } from "./Identities";
import { PhoneNumber } from "./PhoneNumber";
import { Timeline } from "./Timeline";

/** Customer 360: who it is at the left, what happened and what is known at the right. */
export function CustomerPage() {
  const brand = useBrand();
  const customer = useCustomer(brand.code, useIdParam("customerId"));
  return <Loaded query={customer}>{(data) => <Customer360 customer={data} />}</Loaded>;
}

function Customer360({ customer }: { customer: CustomerDetail }) {
  const { t } = useTranslation("customers");
  const brand = useBrand();
  return (
    <DetailPage
      title={customer.name || t("unnamed")}
      back={{ to: paths.customers(brand.code), label: t("list.title") }}
      facts={useFacts(customer)}
      aside={
        <Card size="small" title={t("field.tags")}>
          <CustomerTags customer={customer} />
        </Card>
      }
      tabs={[
        { key: "timeline", label: t("tab.timeline"), children: <Timeline customerId={customer.id} /> },
        { key: "orders", label: t("tab.orders"), children: <CustomerOrders customerId={customer.id} /> },
        { key: "friends", label: t("tab.friends"), children: <Friendships customerId={customer.id} /> },
        { key: "attributes", label: t("tab.attributes"), children: <AttributeForm customer={customer} /> },
        { key: "identities", label: t("tab.identities"), children: <Identities identities={customer.identities} /> },
        { key: "consents", label: t("tab.consents"), children: <ConsentList consents={customer.consents} /> },
      ]}
    />
  );
}

function useFacts(customer: CustomerDetail): Fact[] {
  const { t } = useTranslation("customers");
  return [
    { label: t("field.phone"), value: <PhoneNumber customer={customer} /> },
    { label: t("field.unit"), value: customer.org_unit ?? "—" },
    { label: t("field.advisor"), value: customer.advisor ?? "—" },
    { label: t("field.consent"), value: <ConsentNow consents={customer.consents} /> },
    { label: t("field.created"), value: <TimeText atMs={customer.created_at_ms} as="time" /> },
  ];
}
