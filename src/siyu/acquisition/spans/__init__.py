"""The span of days that figures of codes and links cover."""
