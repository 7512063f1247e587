"""Planning a hand-over: who goes to whom, and who cannot go and why, before anything is asked of WeCom."""
