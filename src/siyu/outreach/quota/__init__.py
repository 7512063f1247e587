"""The vendor's quota of mass messages: how many each customer and group may still receive, kept before it is asked."""
