"""The declared mapping: what a column may mean, whether a mapping makes sense, and the mappings Siyu ships."""
