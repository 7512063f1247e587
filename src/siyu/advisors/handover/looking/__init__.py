"""Looking how far hand-overs are at WeCom, and what follows from what is done."""
