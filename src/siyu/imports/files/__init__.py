"""The files themselves: kept under their digest, so that the same file is kept once and a started import can go on."""
