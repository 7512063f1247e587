"""Channel live codes 渠道活码: one printed code, many staff. Words: seat, shift, special date, placement, answer."""
