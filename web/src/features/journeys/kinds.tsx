import { BranchesOutlined, ClockCircleOutlined, LoginOutlined, LogoutOutlined, SendOutlined } from "@ant-design/icons";
import type { ReactNode } from "react";
import type { Kind } from "./graph";

/** One colour a kind, the same in journeys.css; the small map can only be told, not styled. */
export const KIND_COLOURS: Record<Kind, string> = {
  entry: "#389e0d",
  wait: "#8c8c8c",
  branch: "#2f6fd0",
  send: "#0b7f6b",
  exit: "#434343",
};

export const ICONS: Record<Kind, ReactNode> = {
  entry: <LoginOutlined />,
  wait: <ClockCircleOutlined />,
  branch: <BranchesOutlined />,
  send: <SendOutlined />,
  exit: <LogoutOutlined />,
};

export const ADDABLE: Exclude<Kind, "entry">[] = ["send", "wait", "branch", "exit"];
