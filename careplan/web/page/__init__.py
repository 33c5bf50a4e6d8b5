"""What the home page shows, as plain data for its templates: nothing here makes HTML."""
