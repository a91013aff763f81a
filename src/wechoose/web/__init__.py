"""What every page and API shares: one transaction a request, rendering, refusals, forms, headers, language."""
