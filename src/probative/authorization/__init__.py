"""Who may do what: Cedar policies in files, and the engine that decides by them."""
