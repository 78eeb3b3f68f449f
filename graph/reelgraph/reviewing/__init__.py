"""What a person decides about links, and how they are explained to her."""
