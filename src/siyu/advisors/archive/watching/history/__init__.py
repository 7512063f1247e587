"""Looking back: messages already kept are looked through when the list of sensitive words grows."""
