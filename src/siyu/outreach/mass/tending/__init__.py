"""Looking after a running campaign: reminders, cancelling, advisors own messages, the end."""
