import { BulbOutlined, GlobalOutlined } from "@ant-design/icons";
import { Button, Dropdown, Flex } from "antd";
import { useTranslation } from "react-i18next";
import { currentLanguage, switchLanguage, type Language } from "@/i18n";
import { setPreference, usePreference, type Preference } from "@/ui/mode";

/** Language and light/dark; both remembered on this device. */
export function LookSwitches() {
  const { t } = useTranslation("app");
  const preference = usePreference();
  const language = currentLanguage();
  const looks: Preference[] = ["system", "light", "dark"];
  return (
    <Flex gap={4}>
      <Dropdown
        menu={{
          selectedKeys: [language],
          items: [
            { key: "zh", label: "中文" },
            { key: "en", label: "English" },
          ],
          onClick: ({ key }) => void switchLanguage(key as Language),
        }}
      >
        <Button type="text" icon={<GlobalOutlined />} aria-label={t("shell.language")} />
      </Dropdown>
      <Dropdown
        menu={{
          selectedKeys: [preference],
          items: looks.map((look) => ({ key: look, label: t(`shell.look.${look}`) })),
          onClick: ({ key }) => setPreference(key as Preference),
        }}
      >
        <Button type="text" icon={<BulbOutlined />} aria-label={t("shell.appearance")} />
      </Dropdown>
    </Flex>
  );
}
