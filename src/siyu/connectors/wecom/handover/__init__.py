"""Hand-overs at WeCom: who may take over, what is unassigned, starting and following transfers."""
