"""Contact ways 联系我 behind acquisition's port: make, find, read back, change, delete, picture, remark (p92228)."""
