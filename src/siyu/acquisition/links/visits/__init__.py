"""Who came through a link, what the vendor counts, and the quota that every addition uses up."""
