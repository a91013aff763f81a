"""The ground floor: settings, database, secrets, words and templates, which every slice stands on."""
