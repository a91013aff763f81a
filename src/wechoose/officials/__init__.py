"""Officials: people in office, the files they come from, and whose signatures each of them is handed."""
