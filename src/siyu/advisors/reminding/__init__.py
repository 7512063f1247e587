"""Reminding advisors of follow-ups that fall due."""
