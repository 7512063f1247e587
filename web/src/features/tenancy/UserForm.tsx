import { Button, Drawer, Form, Input, Radio, TreeSelect } from "antd";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { showOnForm, useNotify } from "@/ui/useNotify";
import { useChangeUser, useCreateUser, useOrgUnits, type NewUser, type User, type UserChange } from "./api";
import { StaffBinding } from "./StaffBinding";
import { buildTree, type Branch } from "./org_tree";

const ROLES: NewUser["role"][] = ["owner", "operator", "manager", "advisor", "viewer"];
const PASSWORD_MIN = 8;

type Values = NewUser & { active: boolean; staff_id?: number | null };

export function UserForm({ user, onClose }: { user: User | null; onClose: () => void }) {
  const { t } = useTranslation("tenancy");
  const brand = useBrand();
  const notify = useNotify();
  const [form] = Form.useForm<Values>();
  const create = useCreateUser(brand.code);
  const change = useChangeUser(brand.code);
  const after = {
    onSuccess: () => {
      notify.done(t("ui:saved"));
      onClose();
    },
    onError: (error: unknown) => void (!showOnForm(form, error) && notify.failed(error)),
  };
  const submit = (values: Values) =>
    user ? change.mutate({ id: user.id, ...changes(values, user) }, after) : create.mutate(values, after);
  return (
    <Drawer open title={user ? t("users.edit") : t("users.new")} onClose={onClose} size={420}>
      <Form form={form} layout="vertical" initialValues={user ? { ...user, active: !user.locked } : { role: "operator" }} onFinish={submit}>
        <Fields user={user} />
        <Button type="primary" htmlType="submit" loading={create.isPending || change.isPending}>
          {t("ui:save")}
        </Button>
      </Form>
    </Drawer>
  );
}

/** A blank password field means that the password stays; who the account is goes along only if it changed. */
function changes({ role, active, password, staff_id = null }: Values, user: User): UserChange & { staff_id?: number | null } {
  const who = staff_id === (user.staff_id ?? null) ? {} : { staff_id };
  return password ? { role, active, password, ...who } : { role, active, ...who };
}

function Fields({ user }: { user: User | null }) {
  const { t } = useTranslation("tenancy");
  const required = (name: string) => [{ required: true, message: t("ui:required", { name }) }];
  return (
    <>
      <Form.Item name="account" label={t("users.account")} rules={required(t("users.account"))}>
        <Input disabled={user !== null} autoComplete="off" maxLength={80} />
      </Form.Item>
      <Form.Item name="name" label={t("users.name")} rules={required(t("users.name"))}>
        <Input maxLength={80} disabled={user !== null} />
      </Form.Item>
      <Form.Item
        name="password"
        label={user ? t("users.newPassword") : t("users.password")}
        extra={t("users.passwordHint", { count: PASSWORD_MIN })}
        rules={[{ required: user === null, min: PASSWORD_MIN, message: t("users.passwordHint", { count: PASSWORD_MIN }) }]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Form.Item name="role" label={t("users.role")}>
        <Radio.Group className="siyu-choices" options={ROLES.map((role) => ({ value: role, label: t("users.roleChoice", { role: t(`roles.${role}`), hint: t(`roleHints.${role}`) }) }))} />
      </Form.Item>
      <ScopeField fixed={user !== null} />
      {user && <StaffBinding user={user} />}
      {user && (
        <Form.Item name="active" label={t("users.state")}>
          <Radio.Group
            options={[
              { value: true, label: t("users.active") },
              { value: false, label: t("users.locked") },
            ]}
          />
        </Form.Item>
      )}
    </>
  );
}

/** Whose customers the account sees: everything, or one unit and all below it. */
function ScopeField({ fixed }: { fixed: boolean }) {
  const { t } = useTranslation("tenancy");
  const brand = useBrand();
  const units = useOrgUnits(brand.code);
  const asOption = (branch: Branch): object => ({
    value: branch.unit.id,
    title: branch.unit.name,
    children: branch.children.map(asOption),
  });
  return (
    <Form.Item name="org_unit_id" label={t("users.scope")} extra={t("users.scopeHint")}>
      <TreeSelect
        allowClear
        disabled={fixed}
        showSearch={{ treeNodeFilterProp: "title" }}
        placeholder={t("users.scopeAll")}
        treeData={buildTree(units.data ?? []).map(asOption)}
      />
    </Form.Item>
  );
}
