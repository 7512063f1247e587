"""The nouns that came later, one module a family: login, groups, transfers, links, moments, archive."""
