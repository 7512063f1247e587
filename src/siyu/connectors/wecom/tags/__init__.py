"""Corp tags both ways: read from WeCom as they are, written to WeCom for the groups a brand shows there (ADR 0021)."""
