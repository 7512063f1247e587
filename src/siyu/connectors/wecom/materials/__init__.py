"""Materials of the library in WeCom's form: with media ids made ready beforehand."""
