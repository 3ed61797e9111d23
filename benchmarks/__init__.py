"""Quality and speed, measured where the command says so."""
