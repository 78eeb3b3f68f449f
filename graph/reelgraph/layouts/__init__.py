"""Where the nodes of a network stand in the plane, for pictures and as arrays."""
