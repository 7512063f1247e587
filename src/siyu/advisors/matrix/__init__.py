"""The account matrix 账号矩阵: which WeCom and WeChat accounts the brand serves with, on which phone, in whose hands."""
