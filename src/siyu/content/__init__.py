"""Content 内容: what advisors say and show: materials 素材 and scripts 话术."""
