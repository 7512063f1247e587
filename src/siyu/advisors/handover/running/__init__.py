"""Running hand-overs: batches announced before they are asked for, what is unknown looked up, results until final."""
