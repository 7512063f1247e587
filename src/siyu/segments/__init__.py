"""Segments (人群): who, said as a rule. A segment is a set of customers held as bits, kept up to date, told as facts.

Words: rule (规则), leaf (条件), everyone (全部客户), member (成员), entered / left (进入 / 离开), as of (截至).
"""
