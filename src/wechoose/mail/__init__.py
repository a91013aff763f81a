"""Mail: the outbox, letters, and their way over SMTP or, without a mail server, into a folder."""
