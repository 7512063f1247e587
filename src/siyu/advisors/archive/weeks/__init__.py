"""How well staff answer, by week: sessions, first replies, sessions nobody answered."""
