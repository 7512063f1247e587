"""Mass messages in WeCom's words: reminders, taking tasks back, what advisors sent by themselves."""
