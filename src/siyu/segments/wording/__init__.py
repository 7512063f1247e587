"""The words a rule may use, with their labels and known values, for people who build one."""
