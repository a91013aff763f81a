"""What the mail worker can do: a full queue drained, and letters under way while people sign."""
