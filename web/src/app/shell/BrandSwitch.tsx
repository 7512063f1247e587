import { DownOutlined } from "@ant-design/icons";
import { Button, Dropdown, Typography } from "antd";
import { useNavigate } from "react-router";
import { useBrand, useSession } from "@/api/session";
import { paths } from "@/ui/paths";

/** The brand being worked on; a menu only for those who have several. */
export function BrandSwitch() {
  const brand = useBrand();
  const { brands } = useSession();
  const navigate = useNavigate();
  if (brands.length < 2) return <Typography.Text className="siyu-brand">{brand.name}</Typography.Text>;
  return (
    <Dropdown
      menu={{
        selectedKeys: [brand.code],
        items: brands.map((each) => ({ key: each.code, label: each.name })),
        onClick: ({ key }) => void navigate(paths.home(key)),
      }}
    >
      <Button type="text" className="siyu-brand">
        {brand.name} <DownOutlined />
      </Button>
    </Dropdown>
  );
}
