"""Posters 海报: a code's QR picture with the brand's words, as PNG, PDF or a ZIP of many."""
