"""What may be said: the request, the answer, and what is refused."""
