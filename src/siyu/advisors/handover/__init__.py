"""Hand-over 继承: customers and groups of people who leave, or change their work, go to colleagues."""
