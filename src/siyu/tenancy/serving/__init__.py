"""Staff who sign in as who they are at the vendor (WeCom): advisors in the sidebar, bound accounts in the console."""
