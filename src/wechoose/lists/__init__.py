"""Lists: who signed a demand, as files; however many, a batch at a time."""
